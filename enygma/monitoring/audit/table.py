"""Records of a trail as a table in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.markup import escape
from rich.table import Table

from custom_risk.events import DONE, EXIT_CAUSES, FAULTS, Reason
from enygma.monitoring.audit.record import AuditRecord

STYLES = {Reason.ENTERED: "green", Reason.EXITED: "cyan", Reason.STOP_MOVED: "dim"}
REFUSED, FAULT, LEAVING = "yellow", "bold red", "magenta"
SIDES = {"long": "[green]long[/]", "short": "[red]short[/]", None: ""}


def as_table(records: Sequence[AuditRecord]) -> Table:
    """One row a record, in their order. The bot stands in the title if they are all of one."""
    bots = list(dict.fromkeys((each.bot, each.mode, each.strategy) for each in records))
    title = ", ".join(bots[0]) if len(bots) == 1 else None
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("Time (UTC)", no_wrap=True)
    if title is None:
        table.add_column("Bot", overflow="fold")
    table.add_column("Pair", no_wrap=True)
    table.add_column("Side")
    table.add_column("Reason", no_wrap=True)
    table.add_column("Trade", justify="right")
    table.add_column("Details", overflow="fold")
    for each in records:
        bot = [] if title else [f"{escape(each.bot)} {each.mode}"]
        table.add_row(f"{each.time:%Y-%m-%d %H:%M:%S}", *bot, *_cells(each))
    return table


def _cells(record: AuditRecord) -> list[str]:
    style = _style(record.reason)
    reason = escape(record.reason)
    return [
        escape(record.pair),
        SIDES[record.side],
        f"[{style}]{reason}[/]" if style else reason,
        "" if record.trade is None else str(record.trade),
        escape(_details(record)),
    ]


def _style(reason: str) -> str:
    if reason in DONE:
        return next((style for each, style in STYLES.items() if each == reason), "")
    if reason in FAULTS:
        return FAULT
    return LEAVING if reason in EXIT_CAUSES else REFUSED


def _details(record: AuditRecord) -> str:
    told = [f"{key} {_short(value)}" for key, value in record.details.items() if value is not None]
    if record.repeated:
        told.append(f"(the one before {record.repeated} times more)")
    return ", ".join(told)


def _short(value: Any) -> str:
    return f"{value:.8g}" if isinstance(value, float) else str(value)
