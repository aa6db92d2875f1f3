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
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

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
SCALED = {
    "30m": Case("EnygmaStrategy", "20240301-20250301", 0.0, ("BTC", "ETH", "SOL")),
    "5m": Case("EnygmaStrategy", "20230301-20240401", 0.0, ("BTC", "ETH"), timeframe="5m"),
}
"""Short epochs, and longer ones."""
FEW, MANY = 8, 48
WORKERS = (1, 2)


@dataclass(frozen=True)
class Cost:
    """Of one command with all processes that it started."""

    wall_s: float
    cpu_s: float
    largest_mb: float
    """Most memory of one of its processes."""

    def __sub__(self, other: Cost) -> Cost:
        """What this one took more."""
        return Cost(self.wall_s - other.wall_s, self.cpu_s - other.cpu_s, self.largest_mb)

    def __truediv__(self, number: float) -> Cost:
        """A part of it; memory is not divided."""
        return Cost(self.wall_s / number, self.cpu_s / number, self.largest_mb)


Measured = Callable[[Path, Case, int], tuple[Cost, Cost]]
"""A folder, a case and a number of workers: what few epochs cost, and what many do."""


def main() -> int:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.walk_forward")
    parser.add_argument("--part", choices=("promise", "loky", "dask"), help="default: all")
    parser.add_argument("--candles", choices=SCALED, default="30m", help="of the scaling")
    parser.add_argument("--rounds", type=int, default=2, help="of the scaling (default: 2)")
    args = parser.parse_args()
    if not LONG_DATA.is_dir():
        sys.stderr.write(f"walk_forward: no candles in {LONG_DATA}\n")
        return 1
    rows: list[Row] = []
    with TemporaryDirectory() as name, exchange() as address:
        folder = Path(name)
        link_candles(folder / "data")
        if args.part in (None, "promise"):
            rows += _promise(folder, address)
        case = SCALED[args.candles]
        write_config(folder, address, case)
        if args.part in (None, "loky"):
            rows += _scaling(folder, case, _on_this_machine, args.rounds)
        if args.part in (None, "dask"):
            rows += _scaling(folder, case, _on_a_cluster, args.rounds)
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


def _scaling(folder: Path, case: Case, measured: Measured, rounds: int) -> list[Row]:
    """What an epoch costs with one worker and with two, by the clock and of the processor."""
    name = f"{'dask' if measured is _on_a_cluster else 'loky'}, {case.timeframe}"
    spent: dict[int, list[Cost]] = {workers: [] for workers in WORKERS}
    for _ in range(rounds):
        for workers in WORKERS:
            few, many = measured(folder, case, workers)
            spent[workers].append((many - few) / (MANY - FEW))
    rows: list[Row] = []
    for workers, costs in spent.items():
        rows += [
            (f"{name}, {workers} workers: an epoch by the clock", _median(costs, "wall_s"), "s"),
            (f"{name}, {workers} workers: an epoch of the processor", _median(costs, "cpu_s"), "s"),
        ]
    one, two = (spent[workers] for workers in WORKERS)
    wall = _median(one, "wall_s") / _median(two, "wall_s") / 2
    cpu = _median(one, "cpu_s") / _median(two, "cpu_s")
    return [
        *rows,
        (f"{name}: efficiency of 2 workers by the clock", wall, "of 1"),
        (f"{name}: efficiency of 2 workers by the processor", cpu, "of 1"),
    ]


def _median(costs: list[Cost], name: str) -> float:
    return float(statistics.median(getattr(each, name) for each in costs))


def _on_this_machine(folder: Path, case: Case, workers: int) -> tuple[Cost, Cost]:
    """A command of few epochs and one of many."""
    few, many = (_epochs(folder, case, workers, epochs, []) for epochs in (FEW, MANY))
    return few, many


def _on_a_cluster(folder: Path, case: Case, workers: int) -> tuple[Cost, Cost]:
    """The same on a Dask cluster of this machine; two epochs are sent at once in any case."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        where = ["--dask", cluster.scheduler_address]
        # whatever a worker does once is done
        _epochs(folder, case, 2, FEW, where)
        costs = []
        for epochs in (FEW, MANY):
            before = sum(client.run(process_time).values())
            cost = _epochs(folder, case, 2, epochs, where)
            theirs = sum(client.run(process_time).values()) - before
            costs.append(replace(cost, cpu_s=cost.cpu_s + theirs))
    return costs[0], costs[1]


def _epochs(folder: Path, case: Case, jobs: int, epochs: int, where: list[str]) -> Cost:
    windows = ["--windows", "1", "--train-days", "240", "--test-days", "30"]
    search = ["--epochs", str(epochs), "--spaces", "buy", "risk", "--jobs", str(jobs)]
    return _run(folder, case, [*windows, *search, *where])


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
