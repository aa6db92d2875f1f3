"""Strategies whose true edge is known, because it was put there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.signal import lfilter

from enygma.research.evidence.placebo import PlaceboTrades, placebo_profits
from enygma.research.evidence.sharpe import DAYS_PER_YEAR
from enygma.research.evidence.strength import ClosedTrades, strength
from enygma.research.evidence.trials import Trials, variance_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from enygma.research.evidence.strength import Strength

    Floats = NDArray[np.float64]

DAILY_DEVIATION = 0.035
"""About that of a large coin."""
TAIL_DEGREES = 4
"""Student's t with four degrees of freedom: fat tails as those of daily returns of coins."""
PERSISTENCE, SPREAD = 0.97, 0.45
"""Of the logarithm of the day's volatility, an AR(1): how much stays a day, standard deviation."""
COST = 0.0012
"""Of notional, a round trip at a taker fee of 0.06 %."""
EXPOSURE = 0.25
"""Notional of a trade as a ratio of the starting balance."""
BALANCE = 10_000.0


@dataclass(frozen=True)
class Simulated:
    """A kind of strategy: one trade a day, from the open to the close, on one market."""

    name: str
    sharpe: float = 0.0
    """The true one, annualised, after costs."""
    days: int = 730
    drift: float = 0.0
    """Annual Sharpe ratio of the market itself."""
    only_long: bool = False
    """Long on every other day by the toss of a coin; else long or short by the toss of a coin."""
    variants: int = 1
    """How many without an edge were tried; the best one is shown."""
    told: bool = True
    """Whether the ledger knows of the variants."""
    before_costs: bool = False
    """The Sharpe ratio is that before costs: at 0 the strategy loses what it pays."""

    def run(self, seed: int) -> Strength:
        """Simulate one such strategy and measure it as `enygma evidence` does."""
        chance = np.random.default_rng(seed)
        market = self._market(chance)
        sides, returns = self._variants(market, chance)
        sharpes = returns.mean(axis=0) / returns.std(axis=0, ddof=1)
        best = int(sharpes.argmax())
        taken = np.flatnonzero(sides[:, best])
        closed = ClosedTrades(
            profits=returns[taken, best] * BALANCE * EXPOSURE,
            close_days=taken,
            days=self.days,
            starting_balance=BALANCE,
        )
        known = self.told and self.variants > 1
        trials = Trials(self.variants, variance_of(list(sharpes))) if known else Trials()
        placebos = placebo_profits([_placebo(market, taken, sides[taken, best])], chance)
        return strength(closed, trials, placebos, chance)

    def _market(self, chance: np.random.Generator) -> Floats:
        """Daily returns with fat tails and volatility that comes in clusters."""
        shocks = SPREAD * np.sqrt(1.0 - PERSISTENCE**2) * chance.standard_normal(self.days + 200)
        logs = lfilter([1.0], [1.0, -PERSISTENCE], shocks)[200:] - SPREAD**2
        tails = chance.standard_t(TAIL_DEGREES, self.days) / np.sqrt(TAIL_DEGREES / 2)
        mean = self.drift / np.sqrt(DAYS_PER_YEAR)
        returns = DAILY_DEVIATION * (np.exp(logs) * tails + mean)
        return np.asarray(np.maximum(returns, -0.9), dtype=np.float64)

    def _variants(
        self, market: Floats, chance: np.random.Generator
    ) -> tuple[NDArray[np.int64], Floats]:
        """Sides and net returns on notional of each variant, shape (days, variants)."""
        choice = [0, 1] if self.only_long else [-1, 1]
        sides = chance.choice(choice, (self.days, self.variants))
        planted = self.sharpe / np.sqrt(DAYS_PER_YEAR) * DAILY_DEVIATION
        paid = COST if self.before_costs else 0.0
        return sides, sides * market[:, None] + np.abs(sides) * (planted - paid)


def _placebo(market: Floats, taken: NDArray[np.int64], sides: NDArray[np.int64]) -> PlaceboTrades:
    closes = np.asarray(100.0 * np.cumprod(1.0 + market), dtype=np.float64)
    return PlaceboTrades(
        opens=np.concatenate([[100.0], closes[:-1]]),
        closes=closes,
        entry_row=taken,
        exit_row=taken,
        signed_notional=np.asarray(sides * BALANCE * EXPOSURE, dtype=np.float64),
        costs=np.full(len(taken), COST * BALANCE * EXPOSURE),
    )
