"""Commodity Channel Index."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

import numpy as np
import talib
from pydantic import Field, model_validator

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import crosses, zones
from enygma.scoring.indicators.base import Indicator, Points, Reading, Signal, Span
from enygma.scoring.rounding import FloatArray, round_oscillator, round_price
from enygma.scoring.timeframes import Timeframe
from enygma.scoring.windows import window_sum


class Cci(Indicator):
    """Distance of the typical price from its mean, in mean deviations; 0 when it has not moved."""

    name: ClassVar[str] = "cci"
    short_name: ClassVar[str] = "CCI"
    canonical_weight: ClassVar[int] = 16

    weight: Points = 16
    max_points: Points = 32
    extreme_points: Points = 16
    zone_points: Points = 10
    cross_bonus: Points = 5
    period: Span = 20
    level: Annotated[float, Field(gt=0, le=1000)] = 100.0
    extreme_level: Annotated[float, Field(gt=0, le=1000)] = 200.0

    @model_validator(mode="after")
    def _levels_in_order(self) -> Self:
        if self.level > self.extreme_level:
            raise ValueError(
                f"level ({self.level:g}) must not exceed extreme_level ({self.extreme_level:g})"
            )
        return self

    def warmup(self, timeframe: Timeframe) -> int:  # noqa: ARG002 - the same on every timeframe
        return self.period

    def read(self, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - see above
        raw = talib.CCI(candles.high, candles.low, candles.close, self.period)
        cci = round_oscillator(_zero_when_unmoved(raw, candles, self.period))
        extreme = zones(cci, -self.extreme_level, self.extreme_level)
        zone = zones(cci, -self.level, self.level)
        return self._reading(
            {"cci": cci},
            Signal("extreme", extreme, self.extreme_points),
            Signal("in its zone", zone, self.zone_points),
            Signal("crosses zero", crosses(cci, 0.0), self.cross_bonus, bonus=True),
        )


def _zero_when_unmoved(cci: FloatArray, candles: Candles, period: int) -> FloatArray:
    """TA-Lib divides rounding errors by each other when all typical prices are the same."""
    typical = round_price(talib.TYPPRICE(candles.high, candles.low, candles.close), candles.scale)
    unmoved = np.zeros(len(typical), bool)
    np.equal(typical[1:], typical[:-1], out=unmoved[1:])
    if unmoved.any():
        cci[window_sum(unmoved.astype(np.float64), period - 1) == period - 1] = 0.0
    return cci
