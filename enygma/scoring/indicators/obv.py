"""On-Balance Volume."""

from __future__ import annotations

from typing import ClassVar

import talib

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import both, opposite, sides, turns
from enygma.scoring.indicators.base import Indicator, Points, Reading, Series, Signal, Span
from enygma.scoring.rounding import round_oscillator
from enygma.scoring.timeframes import Timeframe


class Obv(Indicator):
    """Volume that confirms the price, or goes against it."""

    name: ClassVar[str] = "obv"
    short_name: ClassVar[str] = "OBV"
    canonical_weight: ClassVar[int] = 18

    off_timeframes: tuple[Timeframe, ...] = ("1h",)
    weight: Points = 18
    max_points: Points = 36
    confirmation_points: Points = 18
    divergence_points: Points = 10
    period: Span = 20

    def warmup(self, timeframe: Timeframe) -> int:  # noqa: ARG002 - the same on every timeframe
        return self.period

    def series(self, candles: Candles, timeframe: Timeframe) -> Series:  # noqa: ARG002 - see above
        obv = talib.OBV(candles.close, candles.volume)
        return {"obv": obv, "mean": talib.SMA(obv, self.period)}

    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - see above
        obv, mean = round_oscillator(series["obv"]), round_oscillator(series["mean"])
        price, volume = turns(candles.close), turns(obv)
        confirmed = both(both(price, volume), sides(obv, mean))
        against = both(opposite(price), volume)
        return self._reading(
            {"obv": obv, "mean": mean},
            Signal("volume confirms the price", confirmed, self.confirmation_points),
            Signal("volume against the price", against, self.divergence_points),
        )
