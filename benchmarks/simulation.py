"""How much faster than time the live bot lives in the simulation, quiet and under fire."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

Row = tuple[str, float, str]

REPOSITORY = Path(__file__).resolve().parents[1]
SEED, HOURS = 1, 12.0
GOAL = ">= 500"


def measure() -> list[Row]:
    """Simulated hours per hour of the machine, each run in a process of its own."""
    rows: list[Row] = []
    for name, intensity in (("no faults", 0.0), ("faults and deaths", 1.0)):
        outcome = _run(intensity)
        speed = outcome["hours"] * 3600 / outcome["seconds"]
        rows += [
            (f"simulation: live bot, 4 pairs, {name}, x real time", speed, GOAL),
            (f"simulation: orders in {outcome['hours']:.0f} h, {name}", outcome["orders"], ""),
        ]
    return rows


def _run(intensity: float) -> dict[str, float]:
    options = ("--seed", str(SEED), "--hours", str(HOURS), "--intensity", str(intensity))
    done = subprocess.run(  # noqa: S603 - a command of this repository
        (sys.executable, "-m", "tests.live.simulation", "one", *options),
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    outcome: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return outcome
