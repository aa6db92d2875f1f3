"""The evidence in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from enygma.research.evidence.verdict import Standing
from enygma.research.evidence.words import number, rows

if TYPE_CHECKING:
    from enygma.research.evidence.evidence import Evidence

COLOURS = {
    Standing.NO_EDGE: "bold red",
    Standing.NOT_ENOUGH: "bold yellow",
    Standing.PLAUSIBLE: "bold yellow",
    Standing.EDGE: "bold green",
}


def summary(evidence: Evidence) -> Group:
    """The verdict, the figures and what they depend on."""
    sample = evidence.sample
    title = Text(f"{sample.strategy}, {sample.kind}, {sample.span}: ")
    title.append(evidence.verdict.words, style=COLOURS[evidence.verdict.standing])
    reasons = [Text(f"  - {reason}") for reason in evidence.verdict.reasons]
    notes = [Text(f"  {note}", style="dim") for note in evidence.figures.notes]
    return Group(title, *reasons, _figures(evidence), _sensitivities(evidence), *notes)


def _figures(evidence: Evidence) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="dim")
    table.add_column(justify="right")
    table.add_column(style="dim")
    for row in rows(evidence):
        table.add_row(*map(escape, row))
    return table


def _sensitivities(evidence: Evidence) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("Sensitivity", "Profit", "PF"):
        table.add_column(name, justify="left" if name == "Sensitivity" else "right")
    for each in evidence.figures.sensitivities:
        table.add_row(each.name, f"{each.profit:+,.2f}", number(each.profit_factor))
    return table
