"""Stochastic RSI: where the RSI lies between its own lowest and highest."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import talib

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import both, crosses, zones
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.indicators.base import Indicator, Percent, Period, Points, Reading, Signal, Span
from enygma.scoring.indicators.rsi import wilder_rsi
from enygma.scoring.rounding import FloatArray, round_oscillator
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

    def read(self, candles: Candles, timeframe: Timeframe) -> Reading:
        parameters = self.timeframes.at(timeframe)
        rsi = wilder_rsi(candles.close, parameters.rsi_period)
        k_raw = talib.SMA(_place_in_range(rsi, parameters.stoch_period), parameters.k_period)
        d = round_oscillator(talib.SMA(k_raw, parameters.d_period))
        k = round_oscillator(k_raw)
        zone = zones(k, self.oversold, self.overbought)
        return self._reading(
            {"k": k, "d": d},
            Signal("K crosses D in its zone", both(crosses(k, d), zone), self.cross_points),
            Signal("K in its zone", zone, self.zone_points),
        )


def _place_in_range(rsi: FloatArray, period: int) -> FloatArray:
    place: FloatArray = talib.STOCHF(rsi, rsi, rsi, period, 1, 0)[0]
    unmoved = np.zeros(len(rsi), bool)
    np.equal(rsi[1:], rsi[:-1], out=unmoved[1:])
    if unmoved.any():
        place[talib.MAX(rsi, period) == talib.MIN(rsi, period)] = 50.0
    return place
