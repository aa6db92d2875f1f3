"""How many variants were tried before this one was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from enygma.research.evidence.sharpe import best_of_chance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from enygma.research.evidence.sharpe import Moments


@dataclass(frozen=True)
class Trials:
    """The variants tried, as far as the ledger knows of them."""

    count: int = 1
    variance: float | None = None
    """Of their daily Sharpe ratios; `None` where they are not known."""
    returns: NDArray[np.float64] | None = None
    """Daily returns of variants over the same days, shape (days, variants), where kept."""

    def benchmark(self, measured: Moments) -> float:
        """The daily Sharpe ratio that the best of these would show without any edge.

        Without the trials' own variance it is taken to be that of an estimate over as many days
        as were measured, which is what variants without an edge differ by.
        """
        if self.count <= 1:
            return 0.0
        noise = measured.error_variance / max(1, measured.days - 1)
        return best_of_chance(self.count, noise if self.variance is None else self.variance)


def variance_of(sharpes: list[float]) -> float | None:
    """The variance of the trials' daily Sharpe ratios, `None` for fewer than two."""
    values = np.asarray(sharpes, dtype=np.float64)
    finite = values[np.isfinite(values)]
    return float(finite.var(ddof=1)) if len(finite) > 1 else None
