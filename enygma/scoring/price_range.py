"""Where a value lies in the range of the last candles, also when there is no range."""

from __future__ import annotations

import talib

from enygma.scoring.rounding import FloatArray


def place_in_range(high: FloatArray, low: FloatArray, close: FloatArray, period: int) -> FloatArray:
    """The close's place in percent of the range of the last `period` values: 0 low, 100 high.

    50 where the period has no range, where TA-Lib's stochastic has 0. NaN in the rows before the
    first full period.
    """
    lowest = talib.MIN(low, period)
    span = talib.MAX(high, period) - lowest
    place: FloatArray = close - lowest
    without_range = span == 0.0
    if without_range.any():
        # half of a range of 1
        place[without_range], span[without_range] = 0.5, 1.0
    place /= span
    place *= 100.0
    return place
