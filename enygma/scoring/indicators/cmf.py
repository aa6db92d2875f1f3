"""Chaikin Money Flow."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import crosses, opposite, sides, zones
from enygma.scoring.indicators.base import Indicator, Points, Reading, Series, Signal, Span
from enygma.scoring.rounding import FloatArray, round_oscillator
from enygma.scoring.timeframes import Timeframe
from enygma.scoring.windows import window_sum


class Cmf(Indicator):
    """Volume weighted by where each candle closed in its range, over the volume of the period.

    A candle without range counts with weight 0; a period without volume has a flow of 0.
    """

    name: ClassVar[str] = "cmf"
    short_name: ClassVar[str] = "CMF"
    canonical_weight: ClassVar[int] = 19

    off_timeframes: tuple[Timeframe, ...] = ("5m", "1h")
    weight: Points = 19
    max_points: Points = 38
    strong_points: Points = 19
    side_points: Points = 10
    cross_bonus: Points = 5
    period: Span = 20
    strong_level: Annotated[float, Field(ge=0, le=1)] = 0.1

    def warmup(self, timeframe: Timeframe) -> int:  # noqa: ARG002 - the same on every timeframe
        return self.period

    def series(self, candles: Candles, timeframe: Timeframe) -> Series:  # noqa: ARG002 - see above
        flow = window_sum(_money_flow(candles), self.period)
        volume = window_sum(candles.volume, self.period)
        # without volume the flow is 0 already
        return {"cmf": np.divide(flow, volume, out=flow, where=volume != 0.0)}

    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - a flow needs no prices
        cmf = round_oscillator(series["cmf"])
        strong = opposite(zones(cmf, -self.strong_level, self.strong_level))
        return self._reading(
            {"cmf": cmf},
            Signal("strong flow", strong, self.strong_points),
            Signal("side of zero", sides(cmf, 0.0), self.side_points),
            Signal("crosses zero", crosses(cmf, 0.0), self.cross_bonus, bonus=True),
        )


def _money_flow(candles: Candles) -> FloatArray:
    spread = candles.high - candles.low
    if candles.any_flat:
        spread[spread == 0.0] = np.inf
    position = (candles.close - candles.low) - (candles.high - candles.close)
    np.divide(position, spread, out=position)
    return np.multiply(position, candles.volume, out=position)
