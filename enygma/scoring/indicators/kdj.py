"""KDJ, the stochastic oscillator with a third line."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np
import talib

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import zones
from enygma.scoring.indicators.base import Period, Points, Reading, Series, Signal, Span
from enygma.scoring.indicators.k_and_d import KAndD
from enygma.scoring.price_range import place_in_range
from enygma.scoring.rounding import FloatArray, round_oscillator
from enygma.scoring.timeframes import Timeframe

_SEED: Final = 50.0


class Kdj(KAndD):
    """K = 2/3 previous K + 1/3 place in the range, D likewise of K, J = 3K - 2D; seeded with 50."""

    name: ClassVar[str] = "kdj"
    short_name: ClassVar[str] = "KDJ"
    canonical_weight: ClassVar[int] = 17

    weight: Points = 17
    max_points: Points = 34
    extreme_points: Points = 17
    cross_points: Points = 15
    zone_points: Points = 10
    period: Span = 9
    k_smoothing: Period = 3
    d_smoothing: Period = 3
    extreme_low: float = 0.0
    extreme_high: float = 100.0

    def warmup(self, timeframe: Timeframe) -> int:  # noqa: ARG002 - the same on every timeframe
        return self.period

    def series(self, candles: Candles, timeframe: Timeframe) -> Series:  # noqa: ARG002 - see above
        place = place_in_range(candles.high, candles.low, candles.close, self.period)
        k = _smoothed(place, self.period - 1, self.k_smoothing)
        return {"k": k, "d": _smoothed(k, self.period - 1, self.d_smoothing)}

    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - see above
        lines = {**series, "j": 3.0 * series["k"] - 2.0 * series["d"]}
        values = {name: round_oscillator(line) for name, line in lines.items()}
        extreme = zones(values["j"], self.extreme_low, self.extreme_high)
        return self._reading(
            values,
            Signal("J extreme", extreme, self.extreme_points),
            *self._k_signals(values),
        )


def _smoothed(values: FloatArray, start: int, smoothing: int) -> FloatArray:
    """Each value counts 1/`smoothing`, the result before it the rest; NaN up to row `start`.

    That is an EMA of 2 * `smoothing` - 1 candles whose first candles are the seed.
    """
    if smoothing == 1:
        return values
    span = 2 * smoothing - 1
    seeded = np.full(len(values) - start + span, _SEED)
    seeded[span:] = values[start:]
    smoothed = np.full(len(values), np.nan)
    smoothed[start:] = talib.EMA(seeded, span)[span:]
    return smoothed
