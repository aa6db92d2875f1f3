"""Williams %R."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import Mirrored, both, turns
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.indicators.base import Indicator, Points, Reading, Series, Signal, Span
from enygma.scoring.price_range import place_in_range
from enygma.scoring.rounding import round_oscillator
from enygma.scoring.timeframes import PerTimeframe, Timeframe


class WilliamsRParameters(FrozenModel):
    """Period in candles and the levels of one timeframe, between -100 and 0."""

    period: Span
    oversold: Annotated[float, Field(gt=-100, lt=0)]
    overbought: Annotated[float, Field(gt=-100, lt=0)]

    @model_validator(mode="after")
    def _levels_in_order(self) -> Self:
        if self.oversold >= self.overbought:
            raise ValueError(
                f"oversold ({self.oversold:g}) must be below overbought ({self.overbought:g})"
            )
        return self


class WilliamsR(Indicator):
    """Close near the low or the high of the period, and turning from there.

    -50, its middle, where the period has no range.
    """

    name: ClassVar[str] = "williams_r"
    short_name: ClassVar[str] = "WR"
    canonical_weight: ClassVar[int] = 20

    weight: Points = 20
    max_points: Points = 50
    zone_points: Points = 20
    turn_points: Points = 25
    timeframes: PerTimeframe[WilliamsRParameters]

    def warmup(self, timeframe: Timeframe) -> int:
        return self.timeframes.at(timeframe).period

    def series(self, candles: Candles, timeframe: Timeframe) -> Series:
        period = self.timeframes.at(timeframe).period
        place = place_in_range(candles.high, candles.low, candles.close, period)
        return {"percent_r": place - 100.0}

    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - a place in a range needs no candles
        parameters = self.timeframes.at(timeframe)
        percent_r = round_oscillator(series["percent_r"])
        zone = Mirrored(percent_r <= parameters.oversold, percent_r >= parameters.overbought)
        return self._reading(
            {"percent_r": percent_r},
            Signal("%R in its zone", zone, self.zone_points),
            Signal("%R turns in its zone", both(zone, turns(percent_r)), self.turn_points),
        )
