"""Every limit, cap, emergency exit and trigger of the breaker acts in a run made for it."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from .simulation.trips import Trip, trips

AT_A_TIME = 2


def _run(names: list[str], folder: Path) -> list[dict[str, Any]]:
    """The runs with these names, one after the other in a process of their own."""
    command = (sys.executable, "-m", "tests.live.simulation", "trips", "--json", *names)
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert len(lines) == len(names), done.stderr[-4000:]
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def ran(repo_root: Path) -> dict[str, dict[str, Any]]:
    """Every run by its name."""
    names = [each.name for each in trips()]
    shares = [names[first::AT_A_TIME] for first in range(AT_A_TIME)]
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        done = pool.map(lambda share: _run(share, repo_root), shares)
        return {each["name"]: each for share in done for each in share}


@pytest.mark.slow
@pytest.mark.parametrize("trip", trips(), ids=lambda trip: trip.name)
def test_what_a_run_is_made_for_acts_and_nothing_is_violated(
    trip: Trip, ran: dict[str, dict[str, Any]]
) -> None:
    run = ran[trip.name]
    assert [each["text"] for each in run["violations"]] == []
    assert run["missing"] == []
