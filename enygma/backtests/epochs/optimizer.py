"""freqtrade's `HyperOptimizer`, whose epochs keep what does not depend on the search."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import cloudpickle
from freqtrade.optimize.hyperopt.hyperopt_optimizer import HyperOptimizer

from enygma.backtests.epochs import candles
from enygma.backtests.fast.piece import in_place
from enygma.backtests.fast.switch import is_fast

PIECES = (candles.PIECE,)


class SparingOptimizer(HyperOptimizer):
    """Takes the place of `HyperOptimizer`, in hyperopt's own process and in its workers.

    Workers are sent a copy for every epoch, as freqtrade does, so that none sees what another
    left behind. It is the same copy each time: it is made once.
    """

    _copy: bytes | None = None

    def prepare_hyperopt(self) -> None:
        """As freqtrade; then leave what is there by now out of the search for garbage.

        freqtrade collects garbage after every batch of epochs, while the workers wait, and most of
        that time went over what its start had made.
        """
        super().prepare_hyperopt()
        if is_fast(self.config):
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    def generate_optimizer(self, params_dict: dict[str, Any]) -> dict[str, Any]:
        """One epoch."""
        with in_place(PIECES if is_fast(self.config) else ()):
            epoch: dict[str, Any] = super().generate_optimizer(params_dict)
        return epoch

    def __reduce_ex__(self, protocol: Any) -> Any:
        if not is_fast(self.config):
            return super().__reduce_ex__(protocol)
        if self._copy is None:
            state = {name: value for name, value in vars(self).items() if name != "_copy"}
            self._copy = cloudpickle.dumps((type(self), state))
        return thawed, (self._copy,)


def thawed(copy: bytes) -> SparingOptimizer:
    """The optimizer that a worker is sent."""
    kind, state = cloudpickle.loads(copy)
    build: Callable[[type], SparingOptimizer] = object.__new__
    optimizer = build(kind)
    optimizer.__dict__.update(state)
    optimizer._copy = copy  # noqa: SLF001 - its own class
    return optimizer
