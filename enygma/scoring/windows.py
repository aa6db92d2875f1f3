"""Sums over a sliding window, without the drift of a running sum."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np

from enygma.scoring.rounding import FloatArray

_RUN_ROWS: Final = 4096


def window_sum(values: FloatArray, window: int) -> FloatArray:
    """Sum of the last `window` values of each row; NaN in the first `window` - 1 rows.

    Each sum adds its own values only, in halves of halves, so that nothing of a spike remains once
    it has left the window, as it does in a running sum.
    """
    sums = np.full(len(values), np.nan)
    if window > len(values):
        return sums
    total = sums[window - 1 :]
    total[:] = 0.0
    offset, width, block = 0, 1, values
    while True:
        if window & width:
            total += block[offset : offset + len(total)]
            offset += width
        if 2 * width > window:
            return sums
        block = block[width:] + block[:-width]
        width *= 2


def window_deviation(values: FloatArray, means: FloatArray, window: int) -> FloatArray:
    """Population standard deviation of the last `window` values about their mean.

    Sums squared distances from the mean. The shortcut by the mean of squares, TA-Lib's, loses the
    deviation of a price that moves by a few ticks, and takes that of a coin below 0.00001 for 0.
    """
    squares = np.full(len(values), np.nan)
    for rows, distances in _distances(values, means, window):
        np.einsum("ij,ij->j", distances, distances, out=squares[rows])
    return np.sqrt(squares / window)


def window_mean_distance(values: FloatArray, means: FloatArray, window: int) -> FloatArray:
    """Mean absolute distance of the last `window` values from their mean."""
    sums = np.full(len(values), np.nan)
    for rows, distances in _distances(values, means, window):
        np.add.reduce(np.abs(distances, out=distances), axis=0, out=sums[rows])
    return sums / window


def _distances(
    values: FloatArray, means: FloatArray, window: int
) -> Iterator[tuple[slice, FloatArray]]:
    """Runs of rows, and the distances of the last `window` values of each row from its mean.

    The distances have one row for each place in the window; the next run overwrites them.
    """
    if window > len(values):
        return
    windows = np.lib.stride_tricks.sliding_window_view(values, len(values) - window + 1)
    table = np.empty((window, longest_run(windows.shape[1])))
    for start, end in runs(windows.shape[1]):
        rows = slice(start + window - 1, end + window - 1)
        yield rows, np.subtract(windows[:, start:end], means[rows], out=table[:, : end - start])


def runs(rows: int) -> Iterator[tuple[int, int]]:
    """First and last + 1 row of runs that a window's table of which stays in the cache."""
    # not shorter: numpy takes three times as long for a row of a table below some 3000 columns
    count = max(rows // _RUN_ROWS, 1)
    bounds = [rows * place // count for place in range(count + 1)]
    return pairwise(bounds)


def longest_run(rows: int) -> int:
    """Length of the longest of `runs`."""
    return max((end - start for start, end in runs(rows)), default=0)
