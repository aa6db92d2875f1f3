"""How much of the account was in the market."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from enygma.research.trades import fills, trade_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from enygma.research.trades import Trade


def exposure_curve(trades: pd.DataFrame, equity: pd.Series) -> pd.Series:
    """The notional of all open positions as a ratio of the equity, at the equity's times.

    The notional is counted at the entry price, as the cap on exposure counts it.

    Args:
        trades: freqtrade's trades, with their `orders`.
        equity: the account with its open positions, indexed by time (UTC).
    """
    times_ms = pd.DatetimeIndex(equity.index).as_unit("ms").asi8
    notional = np.zeros(len(times_ms))
    for trade in trade_rows(trades):
        notional += notional_path(trade, times_ms)
    return pd.Series(notional, index=equity.index) / equity


def notional_path(trade: Trade, times_ms: NDArray[np.int64]) -> NDArray[np.float64]:
    """A trade's notional in the stake currency at each time, 0 before and after it.

    As in the equity, a fill shows from the close of the candle that it happens in.

    Args:
        trade: a row of freqtrade's trades.
        times_ms: ascending close times, Unix milliseconds.
    """
    held = np.zeros(len(times_ms))
    for fill in fills(trade):
        since = int(np.searchsorted(times_ms, fill["order_filled_timestamp"], side="right"))
        held[since:] += fill["amount"] if fill["ft_is_entry"] else -fill["amount"]
    held[int(np.searchsorted(times_ms, trade["close_timestamp"], side="right")) :] = 0.0
    return held * float(trade["open_rate"])
