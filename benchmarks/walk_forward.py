"""`python -m benchmarks.walk_forward`: a walk-forward on real candles, and epochs on more workers.

The promise is one of the clock; what a busy machine can measure is the processor's time, so both
are told. Workers are compared by what 40 more epochs cost, runs of each in turns: start, candles
and backtests fall out of the difference.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.fast_backtest import (
    LONG_DATA,
    OWN,
    Case,
    exchange,
    link_candles,
    write_config,
)

Row = tuple[str, float, str]

FOUR_PAIRS = Case(
    "EnygmaStrategy",
    "20240301-20250701",
    15.0,
    ("BTC", "ETH", "SOL", "XRP"),
    timeframe="1h",
    changes={"enygma": {"timeframes": ["1h", "4h"]}},
)
"""Of the four pairs there are hours; half hours of three."""
THREE_PAIRS = Case("EnygmaStrategy", "20240301-20250301", 0.0, ("BTC", "ETH", "SOL"))
FEW, MANY = 8, 48
WORKERS = (1, 2)


@dataclass(frozen=True)
class Cost:
    """Of one command with all processes that it started."""

    wall_s: float
    cpu_s: float
    largest_mb: float
    """Most memory of one of its processes."""


def main() -> int:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.walk_forward")
    parser.add_argument("--part", choices=("promise", "scaling"), help="default: both")
    parser.add_argument("--rounds", type=int, default=2, help="of the scaling (default: 2)")
    parser.add_argument("--where", nargs="*", default=[], help="as: --where=--dask tcp://host:8786")
    args = parser.parse_args()
    if not LONG_DATA.is_dir():
        sys.stderr.write(f"walk_forward: no candles in {LONG_DATA}\n")
        return 1
    rows: list[Row] = []
    with TemporaryDirectory() as name, exchange() as address:
        folder = Path(name)
        link_candles(folder / "data")
        if args.part != "scaling":
            rows += _promise(folder, address)
        if args.part != "promise":
            rows += _scaling(folder, address, args.rounds, args.where)
    for name, value, unit in rows:
        sys.stdout.write(f"{name}: {value:.3g} {unit}\n")
    return 0


def _promise(folder: Path, address: str) -> list[Row]:
    write_config(folder, address, FOUR_PAIRS)
    windows = ["--windows", "6", "--epochs", "50", "--spaces", "buy", "risk", "--jobs", "2"]
    cost = _run(folder, FOUR_PAIRS, windows)
    return [
        ("6 windows x 50 epochs, 4 pairs, 2 jobs: by the clock", cost.wall_s / 60, "min (<= 15)"),
        ("6 windows x 50 epochs, 4 pairs, 2 jobs: of the processor", cost.cpu_s / 60, "min"),
        ("6 windows x 50 epochs, 4 pairs, 2 jobs: largest process", cost.largest_mb, "MB"),
    ]


def _scaling(folder: Path, address: str, rounds: int, where: list[str]) -> list[Row]:
    """What an epoch costs with one worker and with two, by the clock and of the processor."""
    write_config(folder, address, THREE_PAIRS)
    spent: dict[int, list[Cost]] = {jobs: [] for jobs in WORKERS}
    for _ in range(rounds):
        for jobs in WORKERS:
            few, many = (_epochs(folder, jobs, epochs, where) for epochs in (FEW, MANY))
            more = MANY - FEW
            spent[jobs].append(
                Cost(
                    (many.wall_s - few.wall_s) / more,
                    (many.cpu_s - few.cpu_s) / more,
                    many.largest_mb,
                )
            )
    rows: list[Row] = []
    for jobs, costs in spent.items():
        wall = statistics.median(each.wall_s for each in costs)
        cpu = statistics.median(each.cpu_s for each in costs)
        rows += [
            (f"an epoch with {jobs} jobs: by the clock", wall, "s"),
            (f"an epoch with {jobs} jobs: of the processor, without a cluster's workers", cpu, "s"),
        ]
    one, two = (statistics.median(each.wall_s for each in spent[jobs]) for jobs in WORKERS)
    own, both = (statistics.median(each.cpu_s for each in spent[jobs]) for jobs in WORKERS)
    return [
        *rows,
        ("efficiency of 2 jobs by the clock: time of 1 / (2 x time of 2)", one / two / 2, ""),
        ("efficiency of 2 jobs by the processor: time of 1 / time of 2", own / both, ""),
    ]


def _epochs(folder: Path, jobs: int, epochs: int, where: list[str]) -> Cost:
    windows = ["--windows", "1", "--train-days", "240", "--test-days", "30"]
    search = ["--epochs", str(epochs), "--spaces", "buy", "risk", "--jobs", str(jobs)]
    return _run(folder, THREE_PAIRS, [*windows, *search, *where])


def _run(folder: Path, case: Case, options: list[str]) -> Cost:
    """One command in a process of its own. Raises RuntimeError when it fails."""
    command = [
        sys.executable, "-m", "enygma.cli", "walk-forward",
        "--config", str(folder / "config.json"),
        "--userdir", str(folder),
        "--datadir", str(folder / "data"),
        "--strategy", case.strategy,
        "--strategy-path", str(OWN),
        "--timeframe", case.timeframe,
        "--timerange", case.timerange,
        "--no-page", "--anew", *options,
    ]  # fmt: skip
    errors, began = folder / "errors.txt", perf_counter()
    with errors.open("w") as log:
        process = Popen(command, stdout=DEVNULL, stderr=log, cwd=folder)  # noqa: S603 - our own interpreter and arguments
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # 1: no trade in the unseen days, which costs the same
    if process.returncode not in (0, 1):
        raise RuntimeError(f"enygma failed\n{errors.read_text()[-2000:]}")
    return Cost(perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    sys.exit(main())
