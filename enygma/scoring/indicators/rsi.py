"""Relative Strength Index of Wilder, and what it means in a market that stands still."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

import numpy as np
import talib
from pydantic import Field, model_validator

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import Mirrored
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.indicators.base import (
    Indicator,
    Points,
    PointsArray,
    Reading,
    Series,
    Signal,
    Span,
)
from enygma.scoring.rounding import FloatArray, round_oscillator
from enygma.scoring.timeframes import PerTimeframe, Timeframe


class RsiParameters(FrozenModel):
    """Period in candles and the levels of one timeframe."""

    period: Span
    oversold: Annotated[float, Field(gt=0, lt=100)]
    overbought: Annotated[float, Field(gt=0, lt=100)]

    @model_validator(mode="after")
    def _levels_in_order(self) -> Self:
        if self.oversold >= self.overbought:
            raise ValueError(
                f"oversold ({self.oversold:g}) must be below overbought ({self.overbought:g})"
            )
        return self


class Rsi(Indicator):
    """Oversold or overbought: the further beyond its level, the more points."""

    name: ClassVar[str] = "rsi"
    short_name: ClassVar[str] = "RSI"
    canonical_weight: ClassVar[int] = 17

    enabled: bool = False
    weight: Points = 17
    max_points: Points = 34
    level_points: Points = 17
    extreme_points: Points = 34
    timeframes: PerTimeframe[RsiParameters]

    def warmup(self, timeframe: Timeframe) -> int:
        return self.timeframes.at(timeframe).period

    def series(self, candles: Candles, timeframe: Timeframe) -> Series:
        return {"rsi": wilder_rsi(candles.close, self.timeframes.at(timeframe).period)}

    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - the RSI needs no candles beside itself
        parameters = self.timeframes.at(timeframe)
        rsi = series["rsi"]
        beyond = Mirrored(rsi <= parameters.oversold, rsi >= parameters.overbought)
        points = self._linear_points(rsi, parameters, beyond)
        signal = Signal("beyond its level", beyond, self.level_points)
        return Reading(series, (signal,), points)

    def _linear_points(
        self, rsi: FloatArray, parameters: RsiParameters, beyond: Mirrored
    ) -> PointsArray:
        rise = self.extreme_points - self.level_points
        points = np.zeros(len(rsi))
        low, high = rsi[beyond.bull], rsi[beyond.bear]
        depth = (parameters.oversold - low) / parameters.oversold
        height = (high - parameters.overbought) / (100.0 - parameters.overbought)
        points[beyond.bull] = self.level_points + rise * depth
        points[beyond.bear] = -(self.level_points + rise * height)
        return self._weighted(points)


def wilder_rsi(close: FloatArray, period: int) -> FloatArray:
    """RSI rounded to 9 decimals; NaN in the first `period` rows.

    A close equal to the one before leaves gains and losses in the proportion they had, so the RSI
    stays exactly where it was: the range of a stochastic RSI must not be made of rounding errors.
    As long as the price has not moved at all it is 50.
    """
    rsi: FloatArray = round_oscillator(talib.RSI(close, period))
    still = np.flatnonzero(close[1:] == close[:-1]) + 1
    if not still.size or len(close) <= period:
        return rsi
    first_known = np.searchsorted(still, period, side="right")
    if first_known == period:
        rsi[period] = 50.0
    still = still[first_known:]
    # the rows of one run without a move all lie equally far from their place in the list
    runs = still - np.arange(len(still))
    before = still[np.searchsorted(runs, runs)] - 1
    rsi[still] = rsi[before]
    return rsi
