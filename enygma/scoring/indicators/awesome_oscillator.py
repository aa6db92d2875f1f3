"""Awesome Oscillator of Bill Williams."""

from __future__ import annotations

from typing import ClassVar, Self

import talib
from pydantic import model_validator

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import after, both, crosses, opposite, sides, turns
from enygma.scoring.indicators.base import Indicator, Points, Reading, Series, Signal, Span
from enygma.scoring.rounding import round_price
from enygma.scoring.timeframes import Timeframe


class AwesomeOscillator(Indicator):
    """Fast - slow mean of the candles' middles: crossing zero, turning back (saucer), its side."""

    name: ClassVar[str] = "awesome_oscillator"
    short_name: ClassVar[str] = "AO"
    canonical_weight: ClassVar[int] = 17

    off_timeframes: tuple[Timeframe, ...] = ("5m", "15m", "1h")
    weight: Points = 17
    max_points: Points = 34
    cross_points: Points = 17
    saucer_points: Points = 12
    side_points: Points = 5
    fast: Span = 5
    slow: Span = 34

    @model_validator(mode="after")
    def _fast_below_slow(self) -> Self:
        if self.fast >= self.slow:
            raise ValueError(f"fast ({self.fast}) must be below slow ({self.slow})")
        return self

    def warmup(self, timeframe: Timeframe) -> int:  # noqa: ARG002 - the same on every timeframe
        return self.slow + 1

    def series(self, candles: Candles, timeframe: Timeframe) -> Series:  # noqa: ARG002 - see above
        middle = talib.MEDPRICE(candles.high, candles.low)
        return {"oscillator": talib.SMA(middle, self.fast) - talib.SMA(middle, self.slow)}

    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - see above
        oscillator = round_price(series["oscillator"], candles.scale)
        turn, side = turns(oscillator), sides(oscillator, 0.0)
        saucer = both(after(opposite(turn), turn), side)
        return self._reading(
            {"oscillator": oscillator},
            Signal("crosses zero", crosses(oscillator, 0.0), self.cross_points),
            Signal("saucer", saucer, self.saucer_points),
            Signal("side of zero", side, self.side_points),
        )
