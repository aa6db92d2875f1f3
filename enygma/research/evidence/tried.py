"""The variants behind a sample, as the ledger tells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from enygma.research.evidence.ledger import TRIED, LedgerEntry
from enygma.research.evidence.overfitting import overfitting_probability
from enygma.research.evidence.sharpe import moments
from enygma.research.evidence.trial_returns import load_returns
from enygma.research.evidence.trials import Trials, variance_of

if TYPE_CHECKING:
    from enygma.research.evidence.ledger import Ledger
    from enygma.research.evidence.sample import Sample

CHOSEN = ("backtest", "walk-forward")
"""Kinds of samples that may have been chosen among several."""


@dataclass(frozen=True)
class Tried:
    """The trials of a strategy on the days of a sample, and what they say."""

    trials: Trials
    overfitting: float | None
    note: str


def tried_for(ledger: Ledger, sample: Sample) -> Tried:
    """The trials that the sample was chosen from, itself among them.

    A backtest is one of everything that was tried on a day of its range. Trades out of sample
    were made after the choice: only repeated walk-forwards of the same days count there.
    """
    entries = [entry for entry in ledger.entries(sample.strategy) if _counts(entry, sample)]
    distinct = {entry.digest: entry for entry in entries}
    own = distinct.pop(sample.digest, None)
    sharpes = [value for entry in distinct.values() for value in entry.sharpes]
    count = sum(entry.trials for entry in distinct.values()) + (own.trials if own else 1)
    sharpes.append(moments(sample.closed().daily_returns).sharpe)
    variance = variance_of(sharpes) if len(sharpes) > 1 else None
    searches = [entry for entry in distinct.values() if entry.returns]
    return Tried(
        trials=Trials(max(1, count), variance),
        overfitting=_overfitting(ledger, searches),
        note=_note(count, list(distinct.values())),
    )


def record(ledger: Ledger, sample: Sample) -> None:
    """Count a result as one more trial, once however often it is recorded.

    Nothing is written for what a bot traded: that was not chosen among results.
    """
    known = {entry.digest for entry in ledger.entries(sample.strategy)}
    if sample.kind in CHOSEN and sample.digest not in known:
        ledger.append(_entry(sample))


def _entry(sample: Sample) -> LedgerEntry:
    return LedgerEntry(
        kind=sample.kind,
        strategy=sample.strategy,
        start=sample.span.start,
        end=sample.span.end,
        digest=sample.digest,
        timeframe=sample.timeframe,
        pairs=sample.pairs,
        parameters=sample.parameters_hash,
        trials=1,
        sharpes=[moments(sample.closed().daily_returns).sharpe],
    )


def _counts(entry: LedgerEntry, sample: Sample) -> bool:
    kinds = ("walk-forward",) if sample.is_out_of_sample else TRIED
    if sample.kind not in CHOSEN:
        return False
    return entry.kind in kinds and entry.overlaps(sample.span.start, sample.span.end)


def _overfitting(ledger: Ledger, searches: list[LedgerEntry]) -> float | None:
    """Of the newest search whose trials' returns were kept."""
    if not searches:
        return None
    return overfitting_probability(load_returns(ledger, searches[-1].returns))


def _note(count: int, others: list[LedgerEntry]) -> str:
    if not others:
        return "the ledger knows of no other variant on these days"
    kinds = ", ".join(sorted({entry.kind for entry in others}))
    return f"{count:,} variants were tried on these days ({kinds})"
