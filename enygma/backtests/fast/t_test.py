"""The p-value of a mean, without `scipy.stats`, whose import takes longer than many a backtest.

The steps are those of `scipy.stats.ttest_1samp`, on an array of doubles without gaps: the same
additions in the same order, and the same function for Student's distribution.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from enygma.backtests.fast.upstream import fingerprint_of_file

SOURCE = ("scipy", "stats/_stats_py.py")
KNOWN = "8d5072403f0bf7a8"
"""The fingerprint of that file in scipy 1.17.1. Others square in another way."""


def is_scipys_own() -> bool:
    """Whether the steps here are those of the scipy that is installed."""
    return fingerprint_of_file(*SOURCE) == KNOWN


def p_value(values: npt.NDArray[np.float64]) -> float:
    """Two-sided, of the hypothesis that the mean is zero. Values that are not all equal."""
    from scipy.special import stdtr

    count = len(values)
    mean = values.mean()
    variance = ((values - mean) ** 2).mean() * (np.float64(count) / (count - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = mean / np.sqrt(variance / count)
    return float(2 * stdtr(np.float64(count - 1), -np.abs(t)))
