"""`python -m benchmarks.calibrate [--runs N] [--first SEED] [--write]`: how often it is right.

Simulates strategies whose edge is known, judges each as `enygma evidence` does, prints how often
each verdict came, and exits with 1 when a promise is not kept. With `--write` the table of
docs/evidence.md is replaced.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from benchmarks.simulated_strategies import Simulated
from enygma.research.evidence.verdict import Standing, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).resolve().parents[1] / "docs" / "evidence.md"
BEGIN, END = "<!-- calibration: begin -->", "<!-- calibration: end -->"
RUNS = 1_000
BATCH = 50


@dataclass(frozen=True)
class Promise:
    """A bound on how often *edge* is said, as a ratio of the runs."""

    comparison: str
    limit: float

    def keeps(self, share: float) -> bool:
        """Whether the measured share is within it."""
        return share <= self.limit if self.comparison == "<=" else share >= self.limit

    def __str__(self) -> str:
        return f"{self.comparison} {self.limit:.0%}"


FEW_FALSE_ALARMS = Promise("<=", 0.05)
KINDS: tuple[tuple[Simulated, Promise | None], ...] = (
    (Simulated("no edge after costs, two years"), FEW_FALSE_ALARMS),
    (Simulated("no edge after costs, one year", days=365), FEW_FALSE_ALARMS),
    (Simulated("no edge before costs, two years", before_costs=True), FEW_FALSE_ALARMS),
    (
        Simulated(
            "long at random in a market of Sharpe 1.5", drift=1.5, only_long=True, before_costs=True
        ),
        FEW_FALSE_ALARMS,
    ),
    (Simulated("best of 50 without an edge, in the ledger", variants=50), FEW_FALSE_ALARMS),
    (Simulated("best of 50 without an edge, not in the ledger", variants=50, told=False), None),
    (Simulated("Sharpe 1, two years", sharpe=1.0), None),
    (Simulated("Sharpe 2, one year", sharpe=2.0, days=365), None),
    (Simulated("Sharpe 2, two years", sharpe=2.0), Promise(">=", 0.80)),
    (Simulated("Sharpe 3, two years", sharpe=3.0), None),
)


@dataclass(frozen=True)
class Measured:
    """How often each verdict came, of `runs` strategies of one kind."""

    kind: Simulated
    promise: Promise | None
    counts: Counter[Standing]

    @property
    def runs(self) -> int:
        """How many were simulated."""
        return self.counts.total()

    def share(self, standing: Standing) -> float:
        """How often that verdict came, as a ratio."""
        return self.counts[standing] / self.runs

    @property
    def is_kept(self) -> bool:
        """Whether *edge* came as often as was promised."""
        return self.promise is None or self.promise.keeps(self.share(Standing.EDGE))

    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        shares = (f"{self.share(standing):.1%}" for standing in Standing)
        return (self.kind.name, *shares, str(self.promise or ""))


def standings(kind: Simulated, seeds: range) -> Counter[Standing]:
    """The verdicts on the strategies of these seeds."""
    return Counter(judge(kind.run(seed)).standing for seed in seeds)


def measure(runs: int, workers: int, first: int = 0) -> list[Measured]:
    """Simulate and judge every kind, with the seeds from `first` on.

    The same seeds have the same outcome on any machine.
    """
    end = first + runs
    batches = [range(low, min(low + BATCH, end)) for low in range(first, end, BATCH)]
    found = []
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for kind, promise in KINDS:
            counts: Counter[Standing] = sum(
                pool.map(partial(standings, kind), batches), Counter[Standing]()
            )
            found.append(Measured(kind, promise, counts))
            sys.stderr.write(f"calibrated: {kind.name}\n")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Calibrate, print, write where asked for; 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibrate")
    parser.add_argument(
        "--runs", type=int, default=RUNS, help="of each kind (default: %(default)s)"
    )
    parser.add_argument(
        "--first", type=int, default=0, metavar="SEED", help="the first seed (default: %(default)s)"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    args = parser.parse_args(argv)
    measured = measure(args.runs, args.jobs, args.first)
    _print(measured)
    if args.write:
        write_table(PAGE, measured)
    broken = [each for each in measured if not each.is_kept]
    for each in broken:
        share = each.share(Standing.EDGE)
        sys.stderr.write(f"not kept: {each.kind.name}: {share:.1%}, {each.promise}\n")
    return 1 if broken else 0


def _print(measured: Sequence[Measured]) -> None:
    table = Table(title=f"verdicts of {measured[0].runs:,} runs each", title_justify="left")
    table.add_column("strategy")
    for name in (*Standing, "promise of edge"):
        table.add_column(str(name), justify="right")
    for each in measured:
        table.add_row(*each.cells(), style="" if each.is_kept else "red")
    Console().print(table)


def write_table(page: Path, measured: Sequence[Measured]) -> None:
    """Put the table between the two markers of a Markdown page.

    Raises ValueError when the page has no such markers.
    """
    text = page.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise ValueError(f"{page} has no place for the table: {BEGIN} … {END}")
    head, rest = text.split(BEGIN, 1)
    _, tail = rest.split(END, 1)
    names = " | ".join((*map(str, Standing), "promise of *edge*"))
    lines = [f"| Strategy | {names} |", "|---|" + "---:|" * (len(Standing) + 1)]
    lines += [f"| {' | '.join(each.cells())} |" for each in measured]
    body = "\n".join([BEGIN, "", f"{measured[0].runs:,} runs of each.", "", *lines, "", END])
    page.write_text(head + body + tail, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
