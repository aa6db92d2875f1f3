"""The best epoch of a search, and what it was the best of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Trained:
    """What one training stretch chose."""

    epochs: int
    loss: float
    trades: int
    profit: float
    """Of the best epoch in its training stretch, in the stake currency."""
    exported: dict[str, Any]
    """What freqtrade's `HyperoptTools.export_params` writes: every parameter of the strategy."""
    searched: dict[str, Any]
    """The values of the parameters that were searched."""
    ranges: dict[str, dict[str, Any]]
    """Where they were searched (`ranges_of`)."""
    profit_by_day: list[tuple[str, float]]
    """In the training stretch: UTC day, profit in the stake currency."""
