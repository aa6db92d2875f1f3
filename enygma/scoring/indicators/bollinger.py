"""Bollinger bands."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from enygma.scoring.candles import BoolArray, Candles
from enygma.scoring.comparisons import Mirrored, both, opposite, sides, turns, zones
from enygma.scoring.indicators.base import Indicator, Points, Reading, Series, Signal, Span
from enygma.scoring.rounding import FloatArray, round_oscillator, round_price
from enygma.scoring.timeframes import Timeframe
from enygma.scoring.windows import window_deviation, window_sum


class Bollinger(Indicator):
    """A close beyond a band, a bounce from there, or a walk along it.

    Bands lie `deviations` population standard deviations about the mean of the closes.
    %B is the close's place between them: 0 at the lower band, 1 at the upper, 0.5 when they meet.
    """

    name: ClassVar[str] = "bollinger"
    short_name: ClassVar[str] = "BB"
    canonical_weight: ClassVar[int] = 20

    weight: Points = 20
    max_points: Points = 40
    beyond_points: Points = 10
    bounce_points: Points = 20
    walk_points: Points = 5
    period: Span = 20
    deviations: Annotated[float, Field(gt=0, le=10)] = 2.0
    walk_place: Annotated[float, Field(ge=0.5, le=1)] = 0.8

    def warmup(self, timeframe: Timeframe) -> int:  # noqa: ARG002 - the same on every timeframe
        return self.period

    def series(self, candles: Candles, timeframe: Timeframe) -> Series:  # noqa: ARG002 - see above
        middle = window_sum(candles.close, self.period) / self.period
        return {"middle": middle, "sigma": window_deviation(candles.close, middle, self.period)}

    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - see above
        middle, reach = series["middle"], series["sigma"] * self.deviations
        lower = round_price(middle - reach, candles.scale)
        upper = round_price(middle + reach, candles.scale)
        place = _place_between(candles.close, middle, reach, upper == lower)
        middle = round_price(middle, candles.scale)
        close = candles.rounded_close
        beyond = Mirrored(close < lower, close > upper)
        # rounded as %B is: 1 - 0.8 is a hair below 0.2 in binary
        walk = opposite(zones(place, round(1.0 - self.walk_place, 9), self.walk_place))
        return self._reading(
            {"lower": lower, "middle": middle, "upper": upper, "percent_b": place},
            Signal("close beyond its band", beyond, self.beyond_points),
            Signal("close turns back there", both(beyond, turns(close)), self.bounce_points),
            Signal("close walks along a band", both(sides(close, middle), walk), self.walk_points),
        )


def _place_between(
    close: FloatArray, middle: FloatArray, reach: FloatArray, no_width: BoolArray
) -> FloatArray:
    place = close - middle
    if no_width.any():
        place[no_width], reach = 0.0, np.where(no_width, 1.0, reach)
    place /= reach
    place *= 0.5
    place += 0.5
    return round_oscillator(place)
