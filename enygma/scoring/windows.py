"""Sums over a sliding window, without the drift of a running sum."""

from __future__ import annotations

import numpy as np

from enygma.scoring.rounding import FloatArray


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
    while width <= window:
        if window & width:
            total += block[offset : offset + len(total)]
            offset += width
        block = block[width:] + block[:-width]
        width *= 2
    return sums


def window_deviation(values: FloatArray, means: FloatArray, window: int) -> FloatArray:
    """Population standard deviation of the last `window` values about their mean.

    Sums squared distances from the mean. The shortcut by the mean of squares, TA-Lib's, loses the
    deviation of a price that moves by a few ticks, and takes that of a coin below 0.00001 for 0.
    """
    rows = len(values)
    squares = np.full(rows, np.nan)
    if window > rows:
        return squares
    middle = means[window - 1 :]
    total = np.zeros(rows - window + 1)
    distance = np.empty_like(total)
    for first in range(window):
        np.subtract(values[first : first + len(total)], middle, out=distance)
        np.multiply(distance, distance, out=distance)
        np.add(total, distance, out=total)
    squares[window - 1 :] = total
    squares /= window
    np.sqrt(squares, out=squares)
    return squares
