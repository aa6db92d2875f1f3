"""Trend by three exponential moving averages."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import both, crosses, sides
from enygma.scoring.indicators.base import Indicator, Points, Reading, Series, Signal, Span
from enygma.scoring.rounding import round_price
from enygma.scoring.timeframes import Timeframe


class EmaTrend(Indicator):
    """Short, medium and long EMA: crossing, aligned, or just the close on one side.

    The trend gate compares short and long also where the indicator itself is switched off.
    """

    name: ClassVar[str] = "ema_trend"
    short_name: ClassVar[str] = "EMA"
    canonical_weight: ClassVar[int] = 19

    off_timeframes: tuple[Timeframe, ...] = ("5m", "1h")
    weight: Points = 19
    max_points: Points = 38
    cross_points: Points = 20
    aligned_points: Points = 15
    price_points: Points = 5
    short: Span = 10
    medium: Span = 25
    long: Span = 50

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.short < self.medium < self.long:
            raise ValueError(
                f"short ({self.short}), medium ({self.medium}) and long ({self.long}) must rise"
            )
        return self

    def warmup(self, timeframe: Timeframe) -> int:  # noqa: ARG002 - the same on every timeframe
        return self.long

    def series(self, candles: Candles, timeframe: Timeframe) -> Series:  # noqa: ARG002 - see above
        return {
            "short": candles.ema(self.short),
            "medium": candles.ema(self.medium),
            "long": candles.ema(self.long),
        }

    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - see above
        short, medium, long = (
            round_price(series[name], candles.scale) for name in ("short", "medium", "long")
        )
        aligned = both(sides(short, medium), sides(medium, long))
        price = sides(candles.rounded_close, long)
        return self._reading(
            {"short": short, "medium": medium, "long": long},
            Signal("short crosses long", crosses(short, long), self.cross_points),
            Signal("all three aligned", aligned, self.aligned_points),
            Signal("close beyond long", price, self.price_points),
        )
