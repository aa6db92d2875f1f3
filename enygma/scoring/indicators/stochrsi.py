"""Stochastic RSI: where the RSI lies between its own lowest and highest."""

from __future__ import annotations

from typing import ClassVar

import talib

from enygma.scoring.candles import Candles
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.indicators.base import Period, Points, Series, Span
from enygma.scoring.indicators.k_and_d import KAndD
from enygma.scoring.indicators.rsi import wilder_rsi
from enygma.scoring.price_range import place_in_range
from enygma.scoring.timeframes import PerTimeframe, Timeframe


class StochRsiParameters(FrozenModel):
    """Periods of one timeframe, in candles."""

    rsi_period: Span
    stoch_period: Span
    k_period: Period
    d_period: Period


class StochRsi(KAndD):
    """K = SMA of the raw value, D = SMA of K; 50 where the RSI has no range."""

    name: ClassVar[str] = "stochrsi"
    short_name: ClassVar[str] = "SRSI"
    canonical_weight: ClassVar[int] = 20

    weight: Points = 20
    max_points: Points = 40
    cross_points: Points = 20
    zone_points: Points = 10
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
