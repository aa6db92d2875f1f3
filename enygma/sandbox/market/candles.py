"""Candles as columns, their aggregation and their granularities."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MINUTE_MS = 60_000
GRANULARITIES = (1, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 10080)


@dataclass(frozen=True, slots=True)
class Candles:
    """Candles of one contract and granularity, oldest first; all columns have equal length.

    `ms` is the open time in milliseconds since 1970 UTC, a multiple of the granularity; prices
    are in USDT per base unit, `volume` in whole lots, `turnover` in USDT.
    """

    ms: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    turnover: Floats

    def __len__(self) -> int:
        return len(self.ms)

    def take(self, rows: slice | NDArray[np.bool_] | Ints) -> "Candles":
        """The candles at `rows`."""
        return Candles(*(column[rows] for column in self.columns()))

    def between(self, start_ms: int, end_ms: int) -> "Candles":
        """The candles that open at or after `start_ms` and before `end_ms`."""
        first, last = np.searchsorted(self.ms, (start_ms, end_ms))
        return self.take(slice(int(first), int(last)))

    def columns(self) -> tuple[NDArray[Any], ...]:
        """The columns in their declared order."""
        return (self.ms, self.open, self.high, self.low, self.close, self.volume, self.turnover)

    @classmethod
    def empty(cls) -> "Candles":
        """No candle."""
        none = np.empty(0)
        return cls(np.empty(0, dtype=np.int64), none, none, none, none, none, none)

    @classmethod
    def join(cls, parts: Sequence["Candles"]) -> "Candles":
        """The candles of `parts` one after the other."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return cls.empty()
        columns = zip(*(part.columns() for part in parts), strict=True)
        return cls(*(np.concatenate(column) for column in columns))


def bucket_ms(moment_ms: int, granularity_minutes: int) -> int:
    """Open time of the candle that holds `moment_ms`; weeks start on Thursday like the epoch."""
    span = granularity_minutes * MINUTE_MS
    return moment_ms - moment_ms % span


def aggregate(candles: Candles, granularity_minutes: int) -> Candles:
    """Coarser candles: first open, highest high, lowest low, last close, summed volume.

    Buckets without a candle stay away: the exchange had nothing to show there.
    """
    if not len(candles):
        return candles
    bucket = candles.ms // (granularity_minutes * MINUTE_MS)
    first = np.concatenate(([0], np.flatnonzero(np.diff(bucket)) + 1))
    last = np.concatenate((first[1:], [len(candles)])) - 1
    return Candles(
        ms=bucket[first] * (granularity_minutes * MINUTE_MS),
        open=candles.open[first],
        high=np.maximum.reduceat(candles.high, first),
        low=np.minimum.reduceat(candles.low, first),
        close=candles.close[last],
        volume=np.add.reduceat(candles.volume, first),
        turnover=np.add.reduceat(candles.turnover, first),
    )
