"""The stationary bootstrap: days drawn again in blocks, so that neighbours stay together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from enygma.research.evidence.profit_factor import ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

REPLICATES = 2_000


def mean_block_days(days: int) -> int:
    """The mean length of a block: the cube root of the length of the series, at least one.

    The rate of growth that minimises the error of a variance: Künsch (1989), Hall, Horowitz and
    Jing (1995).
    """
    return max(1, round(float(np.cbrt(days))))


def resampled_blocks(
    days: int, replicates: int, chance: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First days and lengths of the blocks of `replicates` series of `days` days.

    Politis and Romano (1994), The Stationary Bootstrap: a block starts on any day with equal
    chance, has a geometric length, and runs on from the last day to the first.

    Returns:
        Two arrays of shape (replicates, blocks); the lengths of a row sum to `days`, and those
        of blocks that are not needed are 0.
    """
    mean = mean_block_days(days)
    # so many blocks that all but one series in a million is full; the last block fills that one
    count = days if mean == 1 else int(days / mean + 6 * np.sqrt(days / mean)) + 6
    lengths = chance.geometric(1.0 / mean, (replicates, count))
    ends = np.minimum(np.cumsum(lengths, axis=1), days)
    ends[:, -1] = days
    starts = chance.integers(0, days, (replicates, count))
    return starts, np.diff(ends, axis=1, prepend=0)


def resampled_sums(
    series: Sequence[Floats], chance: np.random.Generator, replicates: int = REPLICATES
) -> list[Floats]:
    """The sum of each resampled series, shape (replicates,); all are drawn on the same days."""
    starts, lengths = resampled_blocks(len(series[0]), replicates, chance)
    sums = []
    for values in series:
        # twice the series: a block that begins on the last day goes on with the first ones
        running = np.concatenate([[0.0], np.cumsum(np.tile(values, 2))])
        sums.append((running[starts + lengths] - running[starts]).sum(axis=1))
    return sums


def profit_factors(
    gains: Floats, losses: Floats, chance: np.random.Generator, replicates: int = REPLICATES
) -> Floats:
    """The profit factor of each resampled series of days, shape (replicates,).

    Whole days are drawn, so that trades of several pairs that closed together stay together.

    Args:
        gains: what the winning trades of each day earned.
        losses: what the losing trades of each day lost, as a positive number.
    """
    gained, lost = resampled_sums((gains, losses), chance, replicates)
    # differences of running sums leave rounding errors in place of zero
    smallest = 1e-9 * max(float(gains.sum()), float(losses.sum()), 1e-300)
    return ratio(np.where(gained < smallest, 0.0, gained), np.where(lost < smallest, 0.0, lost))


def equity_band(
    profits: Floats,
    chance: np.random.Generator,
    quantiles: tuple[float, float],
    replicates: int = REPLICATES,
) -> tuple[Floats, Floats]:
    """Lower and upper quantile of the resampled sum of profits after each day."""
    rows = np.empty((replicates, len(profits)))
    starts, lengths = resampled_blocks(len(profits), replicates, chance)
    for row, (start, length) in enumerate(zip(starts, lengths, strict=True)):
        first = np.repeat(start - np.cumsum(length) + length, length)
        rows[row] = profits[(first + np.arange(len(profits))) % len(profits)]
    low, high = np.quantile(np.cumsum(rows, axis=1), quantiles, axis=0)
    return low, high
