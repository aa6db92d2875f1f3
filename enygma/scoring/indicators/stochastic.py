"""Slow stochastic oscillator."""

from __future__ import annotations

from typing import ClassVar

import talib

from enygma.scoring.candles import Candles
from enygma.scoring.indicators.base import Period, Points, Series, Span
from enygma.scoring.indicators.k_and_d import KAndD
from enygma.scoring.price_range import place_in_range
from enygma.scoring.timeframes import Timeframe


class Stochastic(KAndD):
    """K = SMA of the close's place in the range, D = SMA of K."""

    name: ClassVar[str] = "stochastic"
    short_name: ClassVar[str] = "STO"
    canonical_weight: ClassVar[int] = 18

    weight: Points = 18
    max_points: Points = 36
    cross_points: Points = 18
    zone_points: Points = 10
    k_period: Span = 14
    k_smoothing: Period = 3
    d_period: Period = 3

    def warmup(self, timeframe: Timeframe) -> int:  # noqa: ARG002 - the same on every timeframe
        return self.k_period + self.k_smoothing + self.d_period - 2

    def series(self, candles: Candles, timeframe: Timeframe) -> Series:  # noqa: ARG002 - see above
        place = place_in_range(candles.high, candles.low, candles.close, self.k_period)
        k = talib.SMA(place, self.k_smoothing)
        return {"k": k, "d": talib.SMA(k, self.d_period)}
