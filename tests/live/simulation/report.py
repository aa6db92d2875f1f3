"""The table of a fleet of runs, and what was violated in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from .outcome import Outcome

if TYPE_CHECKING:
    from .trips import Tripping

_ANSWERED = "answered"
_DEATHS = ("killed before", "killed after")
COLUMNS = (
    "seed",
    "hours",
    "orders",
    "fills",
    "trades",
    "faults",
    "restarts",
    "uncovered ms",
    "violations",
    "x real time",
)


def row(outcome: Outcome) -> tuple[str, ...]:
    """A run in cells."""
    return (
        str(outcome.seed),
        f"{outcome.hours:.1f}",
        f"{outcome.orders:,}",
        f"{outcome.fills:,}",
        f"{outcome.trades:,}",
        f"{sum(disturbances(outcome).values()):,}",
        str(outcome.restarts),
        f"{outcome.uncovered_ms:,}",
        str(len(outcome.violations)),
        f"{outcome.times_real:,.0f}",
    )


def disturbances(outcome: Outcome) -> Counter[str]:
    """Faults and deaths by kind."""
    return Counter({kind: count for kind, count in outcome.faults.items() if kind != _ANSWERED})


def total(runs: Sequence[Outcome]) -> Outcome:
    """All runs in one."""
    faults: Counter[str] = Counter()
    for each in runs:
        faults.update(each.faults)
    return Outcome(
        seed=0,
        hours=sum(each.hours for each in runs),
        seconds=sum(each.seconds for each in runs),
        digest="",
        orders=sum(each.orders for each in runs),
        fills=sum(each.fills for each in runs),
        trades=sum(each.trades for each in runs),
        restarts=sum(each.restarts for each in runs),
        faults=dict(faults),
        violations=tuple(finding for each in runs for finding in each.violations),
        uncovered_ms=sum(each.uncovered_ms for each in runs),
        longest_uncovered_ms=max((each.longest_uncovered_ms for each in runs), default=0),
        tripped=sum((Counter(each.tripped) for each in runs), Counter()),
    )


def print_report(runs: Sequence[Outcome], console: Console) -> None:
    """Table, faults by kind, violations with their history, and the line that counts."""
    table = Table(*COLUMNS, title=f"{len(runs)} seeds under fire", title_justify="left")
    for each in sorted(runs, key=lambda run: run.seed):
        table.add_row(*row(each), style="red" if each.violations else "")
    whole = total(runs)
    table.add_section()
    table.add_row("all", *row(whole)[1:])
    console.print(table)
    for kind, count in sorted(disturbances(whole).items()):
        console.print(f"  {kind:<20}{count:>8,}")
    if whole.tripped:
        console.print("what risk refused, locked and closed:")
    for kind, count in sorted(whole.tripped.items()):
        console.print(f"  {kind:<40}{count:>8,}")
    for each in runs:
        for finding in each.violations:
            when = datetime.fromtimestamp(finding.ms / 1000, UTC).isoformat(" ", "milliseconds")
            console.print(f"\nseed {each.seed}  {finding.invariant}  {when}  {finding.text}")
            for line in finding.history:
                console.print(f"    {line}", highlight=False, markup=False, soft_wrap=True)
    console.print(f"violations: {len(whole.violations)}")


def print_trips(done: Sequence[Tripping], console: Console) -> None:
    """What acted in which run, and how often."""
    table = Table("what acts", "run", "times", "violations")
    for each in done:
        violations = str(len(each.outcome.violations))
        for kind in each.trip.wanted:
            times = each.outcome.tripped.get(kind, 0)
            style = "" if times else "red"
            table.add_row(kind, each.trip.name, str(times), violations, style=style)
    console.print(table)
