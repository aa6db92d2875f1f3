"""The points of trend and of reversal indicators, each weighted and smoothed on its own."""

from __future__ import annotations

from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
from pydantic import Field

from enygma.scoring.frozen import FrozenModel
from enygma.scoring.points import scaled_points

TREND: Final = ("macd", "ema_trend", "awesome_oscillator", "obv", "cmf")
"""Indicators that are bullish where the price rises; all others are where it has fallen far."""

IntArray = npt.NDArray[np.int16]
_MOST: Final = np.iinfo(np.int16).max


class SubScore(FrozenModel):
    """What is made of the points of one kind of indicator."""

    weight_pct: Annotated[int, Field(ge=0, le=300)] = 100
    """Percent of the points that go into the score."""
    smoothing: Annotated[int, Field(ge=1, le=100)] = 1
    """Candles whose mean is taken; 1: the candle's own points."""

    @property
    def is_plain(self) -> bool:
        """Whether the points go into the score as they are."""
        return (self.weight_pct, self.smoothing) == (100, 1)

    def of(self, points: IntArray) -> IntArray:
        """Mean and weight of sums, one value a candle; halves away from zero.

        The first `smoothing` - 1 candles have the mean of what there is.
        """
        if self.is_plain:
            return points
        sums = np.cumsum(points, dtype=np.int64)
        sums[self.smoothing :] -= sums[: -self.smoothing].copy()
        counts = np.minimum(np.arange(1, len(points) + 1), self.smoothing)
        return scaled_points(sums / counts, self.weight_pct / 100, _MOST)


class SubScores(FrozenModel):
    """The two parts that the score is the sum of."""

    trend: SubScore = SubScore()
    mean_reversion: SubScore = SubScore()

    @property
    def smoothing(self) -> int:
        """Candles that the longer of both means looks at."""
        return max(self.trend.smoothing, self.mean_reversion.smoothing)

    def total(self, points: IntArray, names: tuple[str, ...]) -> IntArray:
        """Sum of both parts for each candle; `points` has a row for each of the names."""
        if self.trend.is_plain and self.mean_reversion.is_plain:
            total: IntArray = np.add.reduce(points, axis=0, dtype=np.int16)
            return total
        is_trend = np.array([each in TREND for each in names])
        trend = np.add.reduce(points[is_trend], axis=0, dtype=np.int16)
        reversion = np.add.reduce(points[~is_trend], axis=0, dtype=np.int16)
        return self.trend.of(trend) + self.mean_reversion.of(reversion)
