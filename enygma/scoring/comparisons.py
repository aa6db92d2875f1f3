"""Comparisons between a candle and the one before it; the first candle has none before."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from enygma.scoring.candles import BoolArray
from enygma.scoring.rounding import FloatArray


class Mirrored(NamedTuple):
    """A condition and its mirror image: where each of the two holds."""

    bull: BoolArray
    bear: BoolArray


def crosses(line: FloatArray, other: FloatArray | float) -> Mirrored:
    """Where `line` comes to lie above `other`, having been at or below it; and the mirror image."""
    not_above, not_below = line <= other, line >= other
    return Mirrored(
        _after(not_above, ~not_above & not_below), _after(not_below, not_above & ~not_below)
    )


def turns(values: FloatArray) -> Mirrored:
    """Where a series is higher than one candle before; where it is lower."""
    rising, falling = np.zeros(len(values), bool), np.zeros(len(values), bool)
    np.greater(values[1:], values[:-1], out=rising[1:])
    np.less(values[1:], values[:-1], out=falling[1:])
    return Mirrored(rising, falling)


def zones(values: FloatArray, low: float, high: float) -> Mirrored:
    """Where a series lies below `low`; where it lies above `high`."""
    return Mirrored(values < low, values > high)


def sides(values: FloatArray, other: FloatArray | float) -> Mirrored:
    """Where a series lies above another; where it lies below."""
    return Mirrored(values > other, values < other)


def both(one: Mirrored, other: Mirrored) -> Mirrored:
    """Where two conditions hold together, each on its own side."""
    return Mirrored(one.bull & other.bull, one.bear & other.bear)


def after(condition: Mirrored, now: Mirrored) -> Mirrored:
    """Where `now` holds and `condition` held one candle before."""
    return Mirrored(_after(condition.bull, now.bull), _after(condition.bear, now.bear))


def opposite(condition: Mirrored) -> Mirrored:
    """The condition with its sides exchanged."""
    return Mirrored(condition.bear, condition.bull)


def _after(before: BoolArray, now: BoolArray) -> BoolArray:
    held = np.zeros(len(now), bool)
    np.logical_and(before[:-1], now[1:], out=held[1:])
    return held
