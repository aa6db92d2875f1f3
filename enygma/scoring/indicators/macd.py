"""Moving Average Convergence Divergence."""

from __future__ import annotations

from typing import ClassVar, Self

import talib
from pydantic import model_validator

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import Mirrored, both, crosses, sides, turns
from enygma.scoring.indicators.base import Indicator, Points, Reading, Series, Signal, Span
from enygma.scoring.rounding import round_price
from enygma.scoring.timeframes import Timeframe


class Macd(Indicator):
    """Line = EMA fast - EMA slow, signal = EMA of the line, histogram = line - signal.

    Each EMA starts from the mean of its first `period` values, which `talib.MACD` does not do for
    the fast one: it needs a hundred candles more to agree.
    """

    name: ClassVar[str] = "macd"
    short_name: ClassVar[str] = "MACD"
    canonical_weight: ClassVar[int] = 18

    off_timeframes: tuple[Timeframe, ...] = ("5m", "1h")
    weight: Points = 18
    max_points: Points = 36
    accelerating_points: Points = 18
    decelerating_points: Points = 12
    cross_points: Points = 15
    fast: Span = 12
    slow: Span = 26
    signal: Span = 9

    @model_validator(mode="after")
    def _fast_below_slow(self) -> Self:
        if self.fast >= self.slow:
            raise ValueError(f"fast ({self.fast}) must be below slow ({self.slow})")
        return self

    def warmup(self, timeframe: Timeframe) -> int:  # noqa: ARG002 - the same on every timeframe
        return self.slow + self.signal - 1

    def series(self, candles: Candles, timeframe: Timeframe) -> Series:  # noqa: ARG002 - see above
        line = talib.EMA(candles.close, self.fast) - talib.EMA(candles.close, self.slow)
        return {"line": line, "signal": talib.EMA(line, self.signal)}

    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - see above
        histogram = round_price(series["line"] - series["signal"], candles.scale)
        line = round_price(series["line"], candles.scale)
        signal = round_price(series["signal"], candles.scale)
        lead = both(sides(line, signal), sides(histogram, 0.0))
        turn = turns(histogram)
        decelerating = Mirrored(lead.bull & ~turn.bull, lead.bear & ~turn.bear)
        return self._reading(
            {"line": line, "signal": signal, "histogram": histogram},
            Signal("histogram grows", both(lead, turn), self.accelerating_points),
            Signal("histogram shrinks", decelerating, self.decelerating_points),
            Signal("line crosses its signal", crosses(line, signal), self.cross_points),
        )
