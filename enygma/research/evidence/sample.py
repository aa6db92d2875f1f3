"""The closed trades that evidence is taken from, wherever they were read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from enygma.research.evidence.returns import DAY_MS, day_numbers
from enygma.research.evidence.span import Span
from enygma.research.evidence.strength import ClosedTrades
from enygma.research.refusal import ResultError

if TYPE_CHECKING:
    from collections.abc import Mapping

NEEDED = (
    "pair",
    "open_timestamp",
    "close_timestamp",
    "open_rate",
    "close_rate",
    "amount",
    "profit_abs",
    "fee_open",
    "fee_close",
    "funding_fees",
    "is_short",
    "initial_stop_loss_abs",
    "initial_stop_loss_ratio",
    "orders",
)
"""freqtrade's columns that the figures are made of."""
NUMBERS = tuple(name for name in NEEDED if name not in ("pair", "orders", "is_short"))
ALWAYS = ("open_timestamp", "close_timestamp", "open_rate", "close_rate", "amount", "profit_abs")


@dataclass(frozen=True)
class Sample:
    """Closed trades of one strategy, and under what conditions they were made."""

    kind: str
    """backtest, walk-forward, dry-run or live."""
    source: str
    strategy: str
    timeframe: str
    pairs: list[str]
    """Every pair that might have been traded."""
    start: pd.Timestamp
    end: pd.Timestamp
    starting_balance: float
    currency: str
    trades: pd.DataFrame
    """One row a closed trade, with at least the columns `NEEDED`, oldest close first."""
    profile: str = ""
    parameters_hash: str = ""
    choices: Mapping[str, Any] = field(default_factory=dict)
    """What that is the hash of (`custom_risk.parameters_hash`); empty where it is not known."""
    source_hash: str = ""
    """Of the strategy's file; empty where it is not known."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    first_stops: Mapping[tuple[str, int], float] = field(default_factory=dict)
    """The first stop price of a trade, by pair and opening (Unix ms), where it was recorded."""
    entry_regimes: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """The strategy's own regime at the entry of a trade, likewise."""

    def __post_init__(self) -> None:
        """Refuse what no return can be taken of. Raises `ResultError`."""
        if not 0.0 < self.starting_balance < float("inf"):
            raise ResultError(
                f"{self.source}: a starting balance of {self.starting_balance:g} "
                f"{self.currency} is none that a return could be taken of"
            )
        if not self.start <= self.end:
            raise ResultError(
                f"{self.source}: it ends on {self.end:%Y-%m-%d}, before it begins on "
                f"{self.start:%Y-%m-%d}"
            )

    @property
    def span(self) -> Span:
        """The days that were traded."""
        return Span.between(self.start, self.end)

    @property
    def first_ms(self) -> int:
        """The start in Unix milliseconds."""
        return int(self.start.timestamp() * 1000)

    @property
    def days(self) -> int:
        """UTC days from the first to the last one, both included, one at least."""
        last_ms = int(self.end.timestamp() * 1000)
        return max(1, -(-last_ms // DAY_MS) - self.first_ms // DAY_MS)

    @property
    def is_out_of_sample(self) -> bool:
        """Whether the parameters were fixed before the trades were made."""
        return self.kind != "backtest"

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits: the same for the same trades."""
        told = self.trades[["pair", "open_timestamp", "close_timestamp", "profit_abs"]]
        text = f"{self.strategy} {self.span} {told.to_csv(index=False)}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def closed(self) -> ClosedTrades:
        """The trades as the statistics take them."""
        times = self.trades["close_timestamp"].to_numpy(dtype=np.int64)
        return ClosedTrades(
            profits=self.trades["profit_abs"].to_numpy(dtype=np.float64),
            close_days=np.clip(day_numbers(times, self.first_ms), 0, self.days - 1),
            days=self.days,
            starting_balance=self.starting_balance,
        )


def checked_trades(trades: pd.DataFrame, source: str) -> pd.DataFrame:
    """The trades in order of their close, as the figures need them.

    Raises `ResultError` without trades, with columns missing or with values that are no numbers.
    """
    if trades.empty:
        raise ResultError(f"{source} holds no closed trade: there is nothing to measure")
    missing = [name for name in NEEDED if name not in trades.columns]
    if missing:
        raise ResultError(
            f"{source} has no {', '.join(missing)} in its trades: it was written by another "
            "version of freqtrade. Make it again with the one that is installed"
        )
    numbers = trades[list(NUMBERS)].apply(pd.to_numeric, errors="coerce")
    broken = numbers[list(ALWAYS)].isna() | np.isinf(numbers[list(ALWAYS)])
    if broken.to_numpy().any():
        columns = ", ".join(broken.columns[broken.any()])
        raise ResultError(
            f"{source}: {int(broken.any(axis=1).sum())} trades have no number in {columns}; "
            "the file is damaged"
        )
    return (
        trades.assign(**{name: numbers[name] for name in NUMBERS})
        .sort_values("close_timestamp", kind="stable")
        .reset_index(drop=True)
    )
