"""The probability of backtest overfitting, from the daily returns of every variant tried."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST_BLOCKS = 14
"""3,432 ways to split: finer than the figure is worth."""
LEAST_BLOCKS = 6
DAYS_PER_BLOCK = 8
"""A block shorter than this has no Sharpe ratio worth ranking."""
LEAST_TRIALS = 5


def overfitting_probability(returns: Floats) -> float | None:
    """How often the best variant of one half of the days is below the median in the other.

    Combinatorially symmetric cross-validation: Bailey, Borwein, Lopez de Prado and Zhu (2017),
    The Probability of Backtest Overfitting. About one half: choosing the best says nothing.

    Args:
        returns: daily returns of each variant, shape (days, trials).

    Returns:
        A ratio, or `None` with too few days or variants that differ.
    """
    distinct = np.unique(returns, axis=1)
    days, trials = distinct.shape
    blocks = min(MOST_BLOCKS, days // DAYS_PER_BLOCK // 2 * 2)
    if blocks < LEAST_BLOCKS or trials < LEAST_TRIALS:
        return None
    inside, outside = _half_sharpes(distinct, blocks)
    chosen = inside.argmax(axis=1)
    best = np.take_along_axis(outside, chosen[:, None], axis=1)
    below = (outside < best).sum(axis=1) + ((outside == best).sum(axis=1) + 1) / 2
    return float(np.mean(below / (trials + 1) <= 0.5))


def _half_sharpes(returns: Floats, blocks: int) -> tuple[Floats, Floats]:
    """The Sharpe ratio of each variant in each half and in its complement."""
    kept = returns[: len(returns) // blocks * blocks]
    cut = kept.reshape(blocks, -1, kept.shape[1])
    sums, squares = cut.sum(axis=1), (cut**2).sum(axis=1)
    halves = _splits(blocks)
    count = len(kept) // 2
    return (
        _sharpes(halves @ sums, halves @ squares, count),
        _sharpes((1 - halves) @ sums, (1 - halves) @ squares, count),
    )


def _splits(blocks: int) -> Floats:
    chosen = np.array(list(combinations(range(blocks), blocks // 2)))
    halves = np.zeros((len(chosen), blocks))
    np.put_along_axis(halves, chosen, 1.0, axis=1)
    return halves


def _sharpes(sums: Floats, squares: Floats, count: int) -> Floats:
    mean = sums / count
    deviation = np.sqrt(np.maximum(squares / count - mean**2, 0.0))
    return np.where(deviation > 1e-15, mean / np.where(deviation > 1e-15, deviation, 1.0), 0.0)
