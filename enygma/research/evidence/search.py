"""A search of parameters, as an entry of the ledger."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from enygma.research.evidence.ledger import LedgerEntry
from enygma.research.evidence.returns import daily_returns
from enygma.research.evidence.sharpe import moments
from enygma.research.evidence.span import FORMAT, Span
from enygma.research.evidence.trial_returns import store_returns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from enygma.research.evidence.ledger import Ledger


@dataclass(frozen=True)
class Search:
    """What was searched, where, and what each trial earned a day."""

    strategy: str
    span: Span
    timeframe: str
    pairs: list[str]
    parameters: str
    """Hash of what was fixed during the search (`custom_risk.parameters_hash`)."""
    starting_balance: float
    daily_profits: Sequence[Mapping[str, float]]
    """One a trial: the profit in the stake currency by day, `YYYY-MM-DD`; other days earned 0."""
    kind: str = "hyperopt"

    def returns(self) -> NDArray[np.float64]:
        """Daily returns, shape (days, trials)."""
        days = {day: row for row, day in enumerate(_days(self.span))}
        profits = np.zeros((len(days), len(self.daily_profits)))
        for trial, told in enumerate(self.daily_profits):
            for day, profit in told.items():
                # a trade that is force-closed with the last candle may carry the day after
                profits[days.get(day, len(days) - 1), trial] += float(profit)
        each = [daily_returns(column, self.starting_balance) for column in profits.T]
        return np.column_stack(each) if each else profits

    def digest(self) -> str:
        """Sixteen hexadecimal digits: the same for the same search with the same outcome."""
        told = [self.strategy, str(self.span), self.parameters, [*map(dict, self.daily_profits)]]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def record_search(ledger: Ledger, search: Search) -> None:
    """Write a search into the ledger, with the daily returns of its trials beside it.

    A search without a trial leaves no trace. Raises `LedgerError` where it cannot be written.
    """
    if not search.daily_profits:
        return
    returns, digest = search.returns(), search.digest()
    ledger.append(
        LedgerEntry(
            kind=search.kind,
            strategy=search.strategy,
            start=search.span.start,
            end=search.span.end,
            digest=digest,
            timeframe=search.timeframe,
            pairs=search.pairs,
            parameters=search.parameters,
            trials=returns.shape[1],
            sharpes=[round(moments(column).sharpe, 8) for column in returns.T],
            returns=store_returns(ledger, digest, returns),
        )
    )


def _days(span: Span) -> list[str]:
    start, end = (
        datetime.strptime(day, FORMAT).replace(tzinfo=UTC) for day in (span.start, span.end)
    )
    return [f"{start + timedelta(days=day):%Y-%m-%d}" for day in range((end - start).days)]
