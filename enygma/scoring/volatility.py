"""Volatility regime: how the average true range compares with that of the last candles."""

from __future__ import annotations

from typing import Annotated, Final, Self

import numpy as np
import numpy.typing as npt
import talib
from pydantic import Field, model_validator

from enygma.scoring.candles import Candles
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.ranks import doubled_ranks
from enygma.scoring.rounding import FloatArray, round_oscillator

REGIMES: Final = ("LOW", "MEDIUM", "HIGH", "UNKNOWN")
LOW, MEDIUM, HIGH, UNKNOWN = range(len(REGIMES))
"""Codes of the regimes, their places in `REGIMES`; UNKNOWN before the warm-up."""

RegimeArray = npt.NDArray[np.uint8]

Modifier = Annotated[int, Field(ge=-200, le=200)]
Percentile = Annotated[float, Field(ge=0, le=100)]


class Volatility(FrozenModel):
    """ATR% = mean true range of `period` candles / close * 100, ranked among the last `window`.

    Modifiers are added to |score|, so that they favour neither side.
    """

    period: Annotated[int, Field(ge=2, le=500)] = 14
    window: Annotated[int, Field(ge=2, le=1000)] = 100
    low_percentile: Percentile = 25.0
    high_percentile: Percentile = 75.0
    low_modifier: Modifier = 15
    medium_modifier: Modifier = 5
    high_modifier: Modifier = -15

    @model_validator(mode="after")
    def _percentiles_in_order(self) -> Self:
        if self.low_percentile > self.high_percentile:
            raise ValueError(
                f"low_percentile ({self.low_percentile:g}) must not exceed "
                f"high_percentile ({self.high_percentile:g})"
            )
        return self

    @property
    def warmup(self) -> int:
        """Number of candles before the first one with a regime."""
        return self.period + self.window - 1

    @property
    def modifiers(self) -> tuple[int, int, int, int]:
        """What each regime adds to |score|, in the order of `REGIMES`."""
        return (self.low_modifier, self.medium_modifier, self.high_modifier, 0)


def atr_percent(candles: Candles, period: int) -> FloatArray:
    """Simple mean of the true range in percent of the close, rounded to 9 decimals.

    The true range needs the close before, so the first `period` rows are NaN.
    """
    true_range = talib.TRANGE(candles.high, candles.low, candles.close)
    return round_oscillator(talib.SMA(true_range, period) / candles.close * 100.0)


def read_regimes(atr: FloatArray, volatility: Volatility) -> RegimeArray:
    """The regime of each candle; UNKNOWN in the first `volatility.warmup` rows.

    The percentile rank counts the candle itself; equal values share the mean of their ranks.
    """
    regimes = np.full(len(atr), UNKNOWN, np.uint8)
    if len(atr) > volatility.warmup:
        ranks = doubled_ranks(atr[volatility.period :], volatility.window)
        regimes[volatility.warmup :] = _regime_of_rank(volatility).take(ranks)
    return regimes


def _regime_of_rank(volatility: Volatility) -> RegimeArray:
    percentile = np.arange(2 * volatility.window + 1) * 50.0 / volatility.window
    above_low = np.where(percentile <= volatility.high_percentile, MEDIUM, HIGH)
    codes: RegimeArray = np.where(percentile <= volatility.low_percentile, LOW, above_low)
    return codes.astype(np.uint8)
