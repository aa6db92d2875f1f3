"""What the verdict is read from, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from enygma.research.evidence.bootstrap import REPLICATES, profit_factors
from enygma.research.evidence.placebo import placebo_rank
from enygma.research.evidence.profit_factor import profit_factor
from enygma.research.evidence.returns import daily_returns, daily_sums
from enygma.research.evidence.sharpe import days_needed, moments, probability_above
from enygma.research.evidence.thresholds import BEST_TRADES, EDGE_CONFIDENCE, INTERVAL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from enygma.research.evidence.sharpe import Moments
    from enygma.research.evidence.trials import Trials

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Strength:
    """The figures of a record of closed trades that a verdict stands on."""

    trades: int
    days: int
    profit_factor: float
    profit_factor_low: float
    """Lower end of the bootstrap interval (`thresholds.INTERVAL`)."""
    profit_factor_high: float
    profit_factor_without_best: float
    """Without the five trades that earned most."""
    moments: Moments
    benchmark: float
    """The daily Sharpe ratio that the best of the trials would show without an edge."""
    deflated_sharpe: float
    """The probability that the true Sharpe ratio is above that benchmark."""
    days_needed: float
    """How long a record of this kind has to be for the verdict *edge*; inf: no length is."""
    placebo: float | None
    """The share of placebos that earned as much; `None` without candles."""
    overfitting: float | None
    """The probability of backtest overfitting; `None` where the trials' returns are not known."""
    looks: int = 0
    """How often a declared hold-out was looked at, this time included."""


@dataclass(frozen=True)
class ClosedTrades:
    """Closed trades as arrays, one element a trade."""

    profits: Floats
    """In the stake currency, after all costs."""
    close_days: NDArray[np.int64]
    """The UTC day of each close, from 0 on."""
    days: int
    starting_balance: float

    @property
    def daily_profits(self) -> Floats:
        """What was earned on each day."""
        return daily_sums(self.profits, self.close_days, self.days)

    @property
    def daily_returns(self) -> Floats:
        """Each day's profit over the equity at its start."""
        return daily_returns(self.daily_profits, self.starting_balance)


def strength(
    closed: ClosedTrades,
    trials: Trials,
    placebos: Floats | None,
    chance: np.random.Generator,
    *,
    overfitting: float | None = None,
    looks: int = 0,
    replicates: int = REPLICATES,
) -> Strength:
    """Measure a record. `placebos`: the profit of each placebo in the stake currency."""
    profits = closed.profits
    measured = moments(closed.daily_returns)
    benchmark = trials.benchmark(measured)
    low, high = _interval(closed, chance, replicates)
    return Strength(
        trades=len(profits),
        days=closed.days,
        profit_factor=profit_factor(profits),
        profit_factor_low=low,
        profit_factor_high=high,
        profit_factor_without_best=profit_factor(without_best(profits)),
        moments=measured,
        benchmark=benchmark,
        deflated_sharpe=probability_above(measured, benchmark),
        days_needed=days_needed(measured, benchmark, EDGE_CONFIDENCE),
        placebo=None if placebos is None else placebo_rank(float(profits.sum()), placebos),
        overfitting=overfitting,
        looks=looks,
    )


def without_best(profits: Floats) -> Floats:
    """The trades without the `BEST_TRADES` that earned most."""
    return np.sort(profits)[: max(0, len(profits) - BEST_TRADES)]


def _interval(
    closed: ClosedTrades, chance: np.random.Generator, replicates: int
) -> tuple[float, float]:
    gains = np.maximum(closed.profits, 0.0)
    losses = np.maximum(-closed.profits, 0.0)
    factors = profit_factors(
        daily_sums(gains, closed.close_days, closed.days),
        daily_sums(losses, closed.close_days, closed.days),
        chance,
        replicates,
    )
    known = factors[~np.isnan(factors)]
    if not len(known):
        return float("nan"), float("nan")
    # between an infinite and a finite value there is nothing to interpolate
    low, high = np.quantile(known, INTERVAL, method="nearest")
    return float(low), float(high)
