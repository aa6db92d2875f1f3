"""Days that no choice may be made on: declared once, and every look at them counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enygma.research.evidence.ledger import HOLD_OUT, LOOK, TRIED, LedgerEntry
from enygma.research.evidence.span import Span
from enygma.research.refusal import RequestError

if TYPE_CHECKING:
    from enygma.research.evidence.ledger import Ledger

TRAINING = tuple(kind for kind in TRIED if kind != "backtest")
"""Kinds whose days parameters were chosen on."""


def declare(ledger: Ledger, strategy: str, span: Span) -> bool:
    """Write a hold-out of a strategy into the ledger; False where it is there already.

    Raises `RequestError` when parameters were already searched on some of its days.
    """
    for entry in ledger.entries(strategy):
        if entry.kind == HOLD_OUT and (entry.start, entry.end) == (span.start, span.end):
            return False
        if entry.kind in TRAINING and entry.overlaps(span.start, span.end):
            raise RequestError(
                f"{span} cannot be a hold-out of {strategy}: a {entry.kind} searched parameters on "
                f"{entry.start}-{entry.end} ({entry.written}). Choose days that no search has seen"
            )
    ledger.append(
        LedgerEntry(HOLD_OUT, strategy, span.start, span.end, digest=f"{HOLD_OUT} {span}")
    )
    return True


def require_untouched(ledger: Ledger, strategy: str, training: Span) -> None:
    """Refuse to search parameters on days of a hold-out.

    Raises `RequestError` naming both ranges.
    """
    for held in reached(ledger, strategy, training):
        raise RequestError(
            f"{training} reaches into the hold-out {held} of {strategy}, and parameters that were "
            f"chosen there could no longer be tested on it. Search on other days: --timerange "
            f"-{held.start} or --timerange {held.end}-"
        )


def count_look(ledger: Ledger, strategy: str, measured: Span, digest: str) -> int:
    """Write down that a result on days of a hold-out was measured.

    Returns:
        How many looks there were with this one; 0 where no hold-out has a day in `measured`.
    """
    held = reached(ledger, strategy, measured)
    for each in held:
        ledger.append(LedgerEntry(LOOK, strategy, each.start, each.end, digest=digest))
    looks = [entry for entry in ledger.entries(strategy) if entry.kind == LOOK]
    return max(
        (sum((look.start, look.end) == (each.start, each.end) for look in looks) for each in held),
        default=0,
    )


def reached(ledger: Ledger, strategy: str, span: Span) -> list[Span]:
    """The hold-outs of a strategy that have a day in `span`."""
    return [
        Span(entry.start, entry.end)
        for entry in ledger.entries(strategy)
        if entry.kind == HOLD_OUT and entry.overlaps(span.start, span.end)
    ]
