"""Where the close lies in the range of the last candles, also when there is no range."""

from __future__ import annotations

import talib

from enygma.scoring.candles import Candles
from enygma.scoring.rounding import FloatArray


def place_in_range(candles: Candles, period: int) -> FloatArray:
    """The close's place in percent of the range of the last `period` candles: 0 low, 100 high.

    50 where high and low are the same over the whole period. NaN in the first `period` - 1 rows.
    """
    place: FloatArray = talib.STOCHF(candles.high, candles.low, candles.close, period, 1, 0)[0]
    fill_without_range(place, candles, period, 50.0)
    return place


def fill_without_range(values: FloatArray, candles: Candles, period: int, value: float) -> None:
    """Put `value` where the last `period` candles have no range; TA-Lib leaves 0 there."""
    if candles.any_flat:
        values[talib.MAX(candles.high, period) == talib.MIN(candles.low, period)] = value
