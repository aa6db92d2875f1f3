"""freqtrade's `HyperOptimizer`, whose epochs keep what does not depend on the search."""

from __future__ import annotations

from typing import Any

from freqtrade.optimize.hyperopt.hyperopt_optimizer import HyperOptimizer

from enygma.backtests.epochs import candles
from enygma.backtests.fast.piece import in_place
from enygma.backtests.fast.switch import is_fast

PIECES = (candles.PIECE,)


class SparingOptimizer(HyperOptimizer):
    """Takes the place of `HyperOptimizer`, in hyperopt's own process and in its workers."""

    def generate_optimizer(self, params_dict: dict[str, Any]) -> dict[str, Any]:
        """One epoch."""
        with in_place(PIECES if is_fast(self.config) else ()):
            epoch: dict[str, Any] = super().generate_optimizer(params_dict)
        return epoch
