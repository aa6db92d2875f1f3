"""A walk-forward in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from enygma.research.walk_forward.words import (
    WINDOW_COLUMNS,
    headline,
    notes,
    parameter_row,
    window_row,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enygma.research.walk_forward.outcome import Outcome
    from enygma.research.walk_forward.plan import Plan
    from enygma.research.walk_forward.settings import Settings
    from enygma.research.walk_forward.stability import Parameter


def summary(
    plan: Plan, settings: Settings, outcomes: Sequence[Outcome], parameters: Sequence[Parameter]
) -> Group:
    """What the unseen stretches came to, each of them, and how the parameters wandered."""
    currency = str(settings.config["stake_currency"])
    title = Text(f"{plan.strategy}: {headline(outcomes, settings.starting_balance, currency)}")
    dim = [Text(f"  {note}", style="dim") for note in notes(outcomes)]
    return Group(title, _windows(outcomes), _parameters(outcomes, parameters), *dim)


def _windows(outcomes: Sequence[Outcome]) -> Table:
    table = Table(box=None, pad_edge=False)
    for number, name in enumerate(WINDOW_COLUMNS):
        table.add_column(name, justify="left" if number < 2 else "right", no_wrap=number < 2)
    for each in outcomes:
        table.add_row(*map(escape, window_row(each)))
    return table


def _parameters(outcomes: Sequence[Outcome], parameters: Sequence[Parameter]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("Parameter")
    table.add_column("searched")
    for each in outcomes:
        table.add_column(str(each.window.number), justify="right")
    table.add_column("spread", justify="right")
    for parameter in parameters:
        table.add_row(*map(escape, parameter_row(parameter)))
    return table
