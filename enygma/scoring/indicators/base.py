"""What every indicator of the score is: numbers it is told by, and a reading of candles."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

import numpy as np
import numpy.typing as npt
from pydantic import Field

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import Mirrored
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.points import points_of, scaled_points
from enygma.scoring.rounding import FloatArray
from enygma.scoring.timeframes import Timeframe

PointsArray = npt.NDArray[np.int16]
Series = Mapping[str, FloatArray]

Period = Annotated[int, Field(ge=1, le=500)]
"""Number of candles an average or a range looks at."""
Span = Annotated[int, Field(ge=2, le=500)]
"""As `Period`, where TA-Lib needs two candles at least."""
Points = Annotated[int, Field(ge=0, le=200)]
"""Points of a bullish signal; the bearish one has them with the sign turned."""
Percent = Annotated[float, Field(ge=0, le=100)]


@dataclass(frozen=True, slots=True)
class Signal:
    """A condition worth points where it holds: `points` if bullish, -`points` if bearish."""

    label: str
    holds: Mirrored
    points: int
    bonus: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What an indicator makes of candles: its own series, its signals, and the points of a row."""

    values: Series
    signals: tuple[Signal, ...]
    points: PointsArray


class Indicator(FrozenModel):
    """A directional indicator: whether it counts, for how much, and how it reads candles.

    Points are stated for the canonical weight. Another weight scales every one of them alike
    (halves away from zero); their sum never exceeds `max_points`.
    """

    name: ClassVar[str]
    short_name: ClassVar[str]
    canonical_weight: ClassVar[int]

    enabled: bool = True
    off_timeframes: tuple[Timeframe, ...] = ()
    inverted: bool = False
    """Whether its points count with the sign turned: what is bullish by its rule is bearish."""
    weight: Points
    max_points: Points

    def counts_on(self, timeframe: Timeframe) -> bool:
        """Whether the indicator gives points and votes on a timeframe."""
        return self.enabled and timeframe not in self.off_timeframes

    @abstractmethod
    def warmup(self, timeframe: Timeframe) -> int:
        """Number of candles before the first one all of whose signals are known."""

    @abstractmethod
    def series(self, candles: Candles, timeframe: Timeframe) -> Series:
        """The indicator's series as computed, one value a candle; NaN where it is not known yet."""

    @abstractmethod
    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:
        """The series rounded, compared, and what that is worth."""

    def read(self, candles: Candles, timeframe: Timeframe) -> Reading:
        """What the indicator makes of candles; rows before the warm-up give no signal."""
        reading = self.look(self.series(candles, timeframe), candles, timeframe)
        return replace(reading, points=-reading.points) if self.inverted else reading

    def _reading(self, values: Series, *signals: Signal) -> Reading:
        return Reading(values, signals, self._tally(signals))

    def _tally(self, signals: tuple[Signal, ...]) -> PointsArray:
        """The strongest signal and the bonuses of each row, weighted and clamped."""
        worth = tuple((signal.points, signal.bonus) for signal in signals)
        table = points_of(worth, self.weight, self.canonical_weight, self.max_points)
        rows = len(signals[0].holds.bull)
        codes = np.zeros(rows, np.uint8)
        for signal in reversed(signals):
            for condition in (signal.holds.bear, signal.holds.bull):
                # doubling makes room for the next condition's bit
                np.add(codes, codes, out=codes)
                np.bitwise_or(codes, condition.view(np.uint8), out=codes)
        return table.take(codes)

    def _weighted(self, points: FloatArray) -> PointsArray:
        return scaled_points(points, self.weight / self.canonical_weight, self.max_points)
