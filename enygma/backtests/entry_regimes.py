"""The volatility regime in which each trade of a backtest was entered, as its strategy told it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pandas import DataFrame, DatetimeIndex


def entry_regimes(
    column: str | None, analysed: Mapping[str, DataFrame], trades: DataFrame
) -> list[dict[str, Any]]:
    """Pair, `opened_ms` and regime of each trade; empty for a strategy without regimes.

    The regime is that of the candle whose close gave the signal: the last one that had closed when
    the trade was opened.

    Args:
        column: of the analysed candles that holds the regime.
        analysed: candles of each pair, oldest first.
        trades: freqtrade's, with `pair` and `open_timestamp` (Unix milliseconds).
    """
    if column is None or trades.empty:
        return []
    return [
        told
        for pair, own in trades.groupby("pair", sort=False)
        for told in _of_pair(str(pair), column, analysed.get(str(pair)), own)
    ]


def _of_pair(
    pair: str, column: str, candles: DataFrame | None, trades: DataFrame
) -> list[dict[str, Any]]:
    if candles is None or column not in candles.columns:
        return []
    times = DatetimeIndex(candles["date"]).as_unit("ms").asi8
    opened = trades["open_timestamp"].to_numpy(dtype=np.int64)
    # the candle that the trade was opened in is the one after the signal's
    rows = np.searchsorted(times, opened, side="right") - 2
    values = candles[column].to_numpy()
    return [
        {"pair": pair, "opened_ms": int(moment), "regime": str(values[row])}
        for moment, row in zip(opened, rows, strict=True)
        if row >= 0
    ]
