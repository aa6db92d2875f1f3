"""The Sharpe ratio, and how much of it is left when one tried often and returns have fat tails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DAYS_PER_YEAR = 365
"""A market that never closes."""
EULER_GAMMA = float(np.euler_gamma)


@dataclass(frozen=True)
class Moments:
    """What the formulas need of a series of daily returns. All per day, nothing annualised."""

    days: int
    sharpe: float
    """Mean / standard deviation (of a sample, as freqtrade's reports have it)."""
    skewness: float
    kurtosis: float
    """Of a normal distribution: 3."""

    @property
    def annual_sharpe(self) -> float:
        """The daily value times the root of 365."""
        return self.sharpe * float(np.sqrt(DAYS_PER_YEAR))

    @property
    def error_variance(self) -> float:
        """The variance of the estimated Sharpe ratio times (days - 1).

        Mertens (2002), as in Bailey and Lopez de Prado (2012), The Sharpe Ratio Efficient
        Frontier, equation 8.
        """
        spread = 1.0 - self.skewness * self.sharpe + (self.kurtosis - 1.0) / 4.0 * self.sharpe**2
        return max(spread, 1e-12)


def moments(returns: Floats) -> Moments:
    """Of daily returns. A series that never moves has Sharpe 0."""
    days = len(returns)
    deviation = float(returns.std(ddof=1)) if days > 1 else 0.0
    centred = returns - returns.mean() if days else returns
    population = float(np.sqrt(np.mean(centred**2))) if days else 0.0
    # a constant series leaves a rounding error in place of a deviation of zero
    if population <= 1e-15:
        return Moments(days, 0.0, 0.0, 3.0)
    scaled = centred / population
    return Moments(
        days=days,
        sharpe=float(returns.mean()) / deviation,
        skewness=float(np.mean(scaled**3)),
        kurtosis=float(np.mean(scaled**4)),
    )


def probability_above(measured: Moments, benchmark: float) -> float:
    """The probability that the true daily Sharpe ratio is above `benchmark`, 0 ... 1.

    The probabilistic Sharpe ratio of Bailey and Lopez de Prado (2012).
    """
    if measured.days < 2:
        return 0.5
    error = np.sqrt(measured.error_variance / (measured.days - 1))
    return float(ndtr((measured.sharpe - benchmark) / error))


def best_of_chance(trials: int, variance: float) -> float:
    """The Sharpe ratio that the best of `trials` without any edge is expected to show.

    Bailey and Lopez de Prado (2014), The Deflated Sharpe Ratio, equation 6. With it as the
    benchmark, `probability_above` is the deflated Sharpe ratio.

    Args:
        trials: how many were tried; 1 or less: no selection, 0.
        variance: of the trials' daily Sharpe ratios.
    """
    if trials <= 1 or variance <= 0.0:
        return 0.0
    usual = ndtri(1.0 - 1.0 / trials)
    rare = ndtri(1.0 - 1.0 / (trials * np.e))
    return float(np.sqrt(variance) * ((1.0 - EULER_GAMMA) * usual + EULER_GAMMA * rare))


def days_needed(measured: Moments, benchmark: float, confidence: float) -> float:
    """How many days a record of this kind takes to show Sharpe above `benchmark`; inf: never.

    The minimum track record length of Bailey and Lopez de Prado (2012), equation 11.
    """
    gap = measured.sharpe - benchmark
    if gap <= 0.0:
        return float("inf")
    return 1.0 + measured.error_variance * float(ndtri(confidence) / gap) ** 2
