"""Stochastic RSI: where the RSI lies between its own lowest and highest."""

from __future__ import annotations

from typing import ClassVar

import talib

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import both, crosses, zones
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.indicators.base import (
    Indicator,
    Percent,
    Period,
    Points,
    Reading,
    Series,
    Signal,
    Span,
)
from enygma.scoring.indicators.rsi import wilder_rsi
from enygma.scoring.price_range import place_in_range
from enygma.scoring.rounding import round_oscillator
from enygma.scoring.timeframes import PerTimeframe, Timeframe


class StochRsiParameters(FrozenModel):
    """Periods of one timeframe, in candles."""

    rsi_period: Span
    stoch_period: Span
    k_period: Period
    d_period: Period


class StochRsi(Indicator):
    """K = SMA of the raw value, D = SMA of K; 50 where the RSI has no range."""

    name: ClassVar[str] = "stochrsi"
    short_name: ClassVar[str] = "SRSI"
    canonical_weight: ClassVar[int] = 20

    weight: Points = 20
    max_points: Points = 40
    cross_points: Points = 20
    zone_points: Points = 10
    oversold: Percent = 20.0
    overbought: Percent = 80.0
    timeframes: PerTimeframe[StochRsiParameters]

    def warmup(self, timeframe: Timeframe) -> int:
        parameters = self.timeframes.at(timeframe)
        smoothing = parameters.k_period + parameters.d_period - 2
        return parameters.rsi_period + parameters.stoch_period - 1 + smoothing + 1

    def series(self, candles: Candles, timeframe: Timeframe) -> Series:
        parameters = self.timeframes.at(timeframe)
        rsi = wilder_rsi(candles.close, parameters.rsi_period)
        k = talib.SMA(place_in_range(rsi, rsi, rsi, parameters.stoch_period), parameters.k_period)
        return {"k": k, "d": talib.SMA(k, parameters.d_period)}

    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - a place in a range needs no candles
        k, d = round_oscillator(series["k"]), round_oscillator(series["d"])
        zone = zones(k, self.oversold, self.overbought)
        return self._reading(
            {"k": k, "d": d},
            Signal("K crosses D in its zone", both(crosses(k, d), zone), self.cross_points),
            Signal("K in its zone", zone, self.zone_points),
        )
