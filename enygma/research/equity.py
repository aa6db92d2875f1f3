"""The account's equity at every candle's close, open positions included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from enygma.research.trades import fill_fee, fills, trade_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from enygma.research.trades import Trade


def equity_curve(
    trades: pd.DataFrame,
    closes: Mapping[str, pd.Series],
    starting_balance: float,
) -> pd.Series:
    """Wallet plus the open positions' unrealised profit, in the stake currency.

    freqtrade stores the balance of closed trades only; a position that is under water does not
    show there. Here each open position is valued at the close of each candle, after the fees of
    the fills so far. A trade's funding is known in total only and is booked when it closes.

    Args:
        trades: freqtrade's trades, with their `orders`.
        closes: closing prices of each pair, indexed by the candles' close time (UTC).
        starting_balance: wallet before the first trade.

    Returns:
        Equity indexed by close time, one value a candle of any pair.
    """
    index = pd.DatetimeIndex([], tz="UTC", dtype="datetime64[ns, UTC]")
    for series in closes.values():
        index = index.union(pd.DatetimeIndex(series.index).as_unit("ns"))
    times_ms = index.as_unit("ms").asi8
    prices = {
        pair: series.reindex(index).ffill().to_numpy(dtype=np.float64)
        for pair, series in closes.items()
    }
    equity = np.full(len(index), starting_balance)
    for trade in trade_rows(trades):
        if trade["pair"] in prices:
            equity = equity + profit_path(trade, times_ms, prices[trade["pair"]])
    return pd.Series(equity, index=index, name="equity")


def profit_path(
    trade: Trade, times_ms: NDArray[np.int64], prices: NDArray[np.float64]
) -> NDArray[np.float64]:
    """A trade's profit in the stake currency at each time: 0 before it, final after its close.

    A backtest stamps a fill with the open time of the candle that it happens in, so it shows
    from that candle's close on.

    Args:
        trade: a row of freqtrade's trades.
        times_ms: ascending close times, Unix milliseconds.
        prices: price of the pair at these times.
    """
    side = -1.0 if trade["is_short"] else 1.0
    held = np.zeros(len(times_ms))
    cash = np.zeros(len(times_ms))
    for fill in fills(trade):
        since = int(np.searchsorted(times_ms, fill["order_filled_timestamp"], side="right"))
        direction = side if fill["ft_is_entry"] else -side
        held[since:] += direction * fill["amount"]
        cash[since:] -= direction * fill["amount"] * fill["safe_price"] + fill_fee(fill, trade)
    path = cash + np.where(held != 0.0, held * np.nan_to_num(prices), 0.0)
    closed = int(np.searchsorted(times_ms, trade["close_timestamp"], side="right"))
    path[closed:] = trade["profit_abs"]
    return path


def drawdown(equity: pd.Series) -> pd.Series:
    """The fall from the highest equity so far, as a ratio: 0 at a peak, -0.1 ten percent below."""
    return equity / equity.cummax() - 1.0


def day_drawdown(equity: pd.Series) -> pd.Series:
    """The fall from the highest equity of the same UTC day so far, as a ratio of it: 0 or less."""
    day = pd.DatetimeIndex(equity.index).floor("D")
    return equity / equity.groupby(day).cummax() - 1.0
