"""An explanation as tables in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from enygma.research.answer import Answer, GatePart, IndicatorPart

COLOURS = {"long": "green", "short": "red", "off": "dim", "": ""}


def print_tables(answer: Answer, console: Console | None = None) -> None:
    """Print the answer: the verdict first, then what it rests on."""
    console = console or Console()
    style = "bold green" if answer.refused_by is None and answer.score and answer.warm else "bold"
    console.print(
        f"[bold]{answer.pair} {answer.timeframe}[/bold], candle {answer.moment}; "
        f"profile {answer.profile}",
        highlight=False,
    )
    console.print(answer.verdict, style=style, highlight=False, markup=False)
    console.print(indicator_table(answer))
    console.print(_composition(answer), highlight=False, markup=False)
    console.print(gate_table(answer))


def indicator_table(answer: Answer) -> Table:
    """Values, signals, points and vote of every indicator."""
    table = Table(title="Indicators", title_justify="left", box=box.SIMPLE_HEAD)
    for name in ("indicator", "values", "signals"):
        table.add_column(name, overflow="fold")
    table.add_column("points", justify="right")
    table.add_column("vote")
    for part in answer.indicators:
        table.add_row(
            part.name,
            _values(part),
            "\n".join(part.signals),
            f"{part.points:+d}" if part.counts else "",
            part.vote,
            style=COLOURS[part.vote],
        )
    return table


def gate_table(answer: Answer) -> Table:
    """The gates in the order in which they are asked; the first that refused is marked."""
    table = Table(title="Gates", title_justify="left", box=box.SIMPLE_HEAD)
    for name in ("gate", "needs", "was", ""):
        table.add_column(name, overflow="fold")
    refused = answer.refused_by
    for gate in answer.gates:
        table.add_row(gate.name, gate.needed, gate.actual, _mark(gate, gate is refused))
    return table


def _mark(gate: GatePart, first: bool) -> str:
    if gate.passed is None:
        return "[dim]not judged[/dim]"
    if gate.passed:
        return "[green]open[/green]"
    return "[bold red]refused, first[/bold red]" if first else "[red]refused[/red]"


def _values(part: IndicatorPart) -> str:
    return "  ".join(
        f"{name} {'-' if value is None else format(value, ',.7g')}"
        for name, value in part.values.items()
    )


def _composition(answer: Answer) -> str:
    taken = "".join(f"\n  -{part.taken:.2f} {part.reason}" for part in answer.penalties)
    funding = f"funding {answer.funding_points:+d}, " if answer.funding_points else ""
    return (
        f"Score {answer.score:+d} {answer.score_class}: points {answer.points_sum:+d}, {funding}"
        f"{answer.regime} regime {answer.regime_modifier:+d} on |score|, "
        f"at most {answer.score_limit}; no order book for candles of the past\n"
        f"Confluence {answer.confluence} votes, {answer.confluence_pct:.1f} %\n"
        f"Confidence {answer.confidence:.2f} of 1.00{taken or ', nothing taken off'}"
    )
