"""Many seeds, each in a process of its own: nothing of one run is left for the next."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from .outcome import Finding, Outcome
from .project import REPOSITORY
from .scenario import Risk

_TAIL = 2000


def outcomes(
    seeds: Sequence[int],
    hours: float,
    intensity: float = 1.0,
    jobs: int = 1,
    risk: Risk = Risk.PLAIN,
) -> Iterator[Outcome]:
    """The outcome of each seed, as they come; a run that crashed is a violation of its own."""
    with ThreadPoolExecutor(jobs) as pool:
        runs = [pool.submit(_in_process, seed, hours, intensity, risk) for seed in seeds]
        for run in as_completed(runs):
            yield run.result()


def _in_process(seed: int, hours: float, intensity: float, risk: Risk) -> Outcome:
    drawn = {"--seed": seed, "--hours": hours, "--intensity": intensity, "--risk": risk}
    options = [str(part) for option in drawn.items() for part in option]
    command = (sys.executable, "-m", "tests.live.simulation", "one", *options)
    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        # without a terminal nobody is asked to confirm that trading is live
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return Outcome.from_json(json.loads(done.stdout.splitlines()[-1]))
    crash = Finding(
        "crash", 0, f"exit code {done.returncode}", tuple(done.stderr[-_TAIL:].split("\n"))
    )
    return Outcome(seed, hours, 1.0, "", 0, 0, 0, 0, {}, (crash,))
