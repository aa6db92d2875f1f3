"""freqtrade's `HyperOptimizer`, whose epochs keep what does not depend on the search."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cloudpickle
from freqtrade.optimize.hyperopt.hyperopt_optimizer import HyperOptimizer

from enygma.backtests.epochs import candles, signals
from enygma.backtests.fast.piece import in_place
from enygma.backtests.fast.switch import is_fast
from enygma.backtests.prescreen.switch import epochs_to_screen

logger = logging.getLogger(__name__)

PIECES = (candles.PIECE, signals.PIECE)
_OWN = ("_copy", "screened")
"""What workers are not sent."""


class SparingOptimizer(HyperOptimizer):
    """Takes the place of `HyperOptimizer`, in hyperopt's own process and in its workers.

    Workers are sent a copy for every epoch, as freqtrade does, so that none sees what another
    left behind. It is the same copy each time: it is made once.
    """

    _copy: bytes | None = None

    def __init__(self, config: dict[str, Any], data_pickle_file: Path) -> None:
        self._epochs_to_screen = epochs_to_screen(config)
        self.screened: list[Any] = []
        """Sets of parameters that only the compiled model looked at, and those it found best."""
        super().__init__(config, data_pickle_file)

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

    def get_optimizer(self, random_state: int) -> Any:
        """As freqtrade; the first sets it asks for are those that the model found best."""
        study = super().get_optimizer(random_state)
        if not self._epochs_to_screen:
            return study
        if not is_fast(self.config):
            logger.warning("Pre-screen steps aside: it needs fast backtests, which are off.")
            return study
        # numba takes its time to be imported
        from enygma.backtests.prescreen.search import best, screened

        self._copied()
        sampler = super().get_optimizer(random_state)
        screened(self, sampler, self._epochs_to_screen, self.screened)
        for each in best(self.screened, self.config.get("epochs", 0)):
            study.enqueue_trial(each)
        return study

    def generate_optimizer(self, params_dict: dict[str, Any]) -> dict[str, Any]:
        """One epoch."""
        with in_place(PIECES if is_fast(self.config) else ()):
            epoch: dict[str, Any] = super().generate_optimizer(params_dict)
        return epoch

    def __reduce_ex__(self, protocol: Any) -> Any:
        if not is_fast(self.config):
            return super().__reduce_ex__(protocol)
        return thawed, (self._copied(),)

    def _copied(self) -> bytes:
        if self._copy is None:
            state = {name: value for name, value in vars(self).items() if name not in _OWN}
            self._copy = cloudpickle.dumps((type(self), state))
        return self._copy


def thawed(copy: bytes) -> SparingOptimizer:
    """The optimizer that a worker is sent."""
    kind, state = cloudpickle.loads(copy)
    build: Callable[[type], SparingOptimizer] = object.__new__
    optimizer = build(kind)
    optimizer.__dict__.update(state)
    optimizer._copy, optimizer.screened = copy, []  # noqa: SLF001 - its own class
    return optimizer
