"""Daily returns and multiples of the initial risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DAY_MS = 86_400_000
NO_STOP_RATIO = 0.95
"""freqtrade has no "without a stop": strategies write a loss of 99 % of the margin instead."""


def day_numbers(times_ms: NDArray[np.int64], first_ms: int) -> NDArray[np.int64]:
    """The UTC day of each time, counted from the day of `first_ms`."""
    return np.asarray(times_ms // DAY_MS - first_ms // DAY_MS, dtype=np.int64)


def daily_sums(amounts: Floats, days: NDArray[np.int64], count: int) -> Floats:
    """The sum of `amounts` on each of `count` days; a day outside joins the nearest end.

    A trade that a backtest force-closes with its last candle may carry the day after.
    """
    inside = np.clip(days, 0, count - 1)
    return np.bincount(inside, weights=amounts, minlength=count).astype(np.float64)


def daily_returns(profits: Floats, starting_balance: float) -> Floats:
    """Each day's profit of closed trades as a ratio of the equity at the day's start.

    The day on which the equity is used up returns -1, and every later day 0.
    """
    equity = starting_balance + np.concatenate([[0.0], np.cumsum(profits)[:-1]])
    alive = np.minimum.accumulate(equity) > 0.0
    return np.where(alive, np.maximum(profits / np.where(alive, equity, 1.0), -1.0), 0.0)


def risk_multiples(
    profits: Floats, entry: Floats, stop: Floats, stop_ratio: Floats, amount: Floats
) -> Floats:
    """Profit / initial risk to the stop (R), nan where no stop is known.

    Args:
        profits: after all costs, in the stake currency.
        entry: entry prices.
        stop: the first stop price of each trade, nan where none was set.
        stop_ratio: the loss on margin at that stop, as a ratio (freqtrade's sign or none).
        amount: in the base currency.

    The initial risk leaves fees out, so a full stop costs a little more than one R.
    """
    risk = np.abs(entry - stop) * amount
    known = np.isfinite(risk) & (risk > 0.0) & (np.abs(stop_ratio) < NO_STOP_RATIO)
    return np.where(known, profits / np.where(known, risk, 1.0), np.nan)
