"""Commodity Channel Index."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Self

import talib
from pydantic import Field, model_validator

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import crosses, zones
from enygma.scoring.indicators.base import Indicator, Points, Reading, Series, Signal, Span
from enygma.scoring.rounding import round_oscillator, round_price
from enygma.scoring.timeframes import Timeframe
from enygma.scoring.windows import window_mean_distance, window_sum

_LAMBERT: Final = 0.015
"""Lambert's constant: most values of the index come to lie between -100 and 100."""


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

    def series(self, candles: Candles, timeframe: Timeframe) -> Series:  # noqa: ARG002 - see above
        typical = talib.TYPPRICE(candles.high, candles.low, candles.close)
        mean = window_sum(typical, self.period) / self.period
        distance = typical - mean
        deviation = window_mean_distance(typical, mean, self.period)
        # rounding errors of typical prices that are all the same must not be divided by each other
        unmoved = round_price(deviation, candles.scale) == 0.0
        if unmoved.any():
            distance[unmoved], deviation[unmoved] = 0.0, 1.0
        return {"cci": distance / (_LAMBERT * deviation)}

    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - see above
        cci = round_oscillator(series["cci"])
        extreme = zones(cci, -self.extreme_level, self.extreme_level)
        zone = zones(cci, -self.level, self.level)
        return self._reading(
            {"cci": cci},
            Signal("extreme", extreme, self.extreme_points),
            Signal("in its zone", zone, self.zone_points),
            Signal("crosses zero", crosses(cci, 0.0), self.cross_bonus, bonus=True),
        )
