"""Gross profit over gross loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def ratio(gained: Floats, lost: Floats) -> Floats:
    """`gained` / `lost`, both zero or more; infinite without a loss, nan without either."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(gained / lost, dtype=np.float64)


def profit_factor(profits: Floats) -> float:
    """The profit factor of trades: infinite where nothing was lost, nan where nothing moved."""
    gained, lost = np.maximum(profits, 0.0).sum(), np.maximum(-profits, 0.0).sum()
    return float(ratio(np.array([gained]), np.array([lost]))[0])
