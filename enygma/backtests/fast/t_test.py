"""The p-value of a mean, without `scipy.stats`, whose import takes longer than many a backtest.

The steps are those of `scipy.stats.ttest_1samp`, on an array of doubles without gaps: the same
additions in the same order, and the same function for Student's distribution.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from freqtrade.data.metrics import calculate_p_value
from pandas import DataFrame

from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream, fingerprint_of_file

_METRICS = "freqtrade.data.metrics"
_REPORTS = "freqtrade.optimize.optimize_reports.optimize_reports"
_original: Any = calculate_p_value

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


def p_value_of(trades: DataFrame, starting_balance: float) -> float:
    """`calculate_p_value` of freqtrade."""
    profits = trades["profit_abs"]
    if len(trades) < 2 or profits.dtype != np.float64 or not np.isfinite(profits).all():
        return float(_original(trades, starting_balance))
    returns = profits / starting_balance
    return tested(returns.to_numpy(), returns.std())


def tested(returns: npt.NDArray[np.float64], deviation: float) -> float:
    """The same, of finite returns whose deviation is known."""
    if deviation == 0:
        return 1.0
    if is_scipys_own():
        return p_value(returns)
    return float(_original(DataFrame({"profit_abs": returns}), 1.0))


PIECE = Piece(
    "p-value",
    (
        Place(f"{_METRICS}:", "calculate_p_value", p_value_of),
        Place(f"{_REPORTS}:", "calculate_p_value", p_value_of),
    ),
    (Upstream(f"{_METRICS}:calculate_p_value", "b9a21e306c40ef8e"),),
)
