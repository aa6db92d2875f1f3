"""A window's parameters in the place of those that a hyperopt left beside the strategy."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@contextmanager
def in_force(exported: Mapping[str, Any]) -> Iterator[None]:
    """Strategies that are loaded meanwhile take their parameters from here.

    freqtrade reads them from a file with the strategy's name in the strategy's folder. That file
    is the user's, so what it would hold is handed over where freqtrade reads it.

    Args:
        exported: what freqtrade's `HyperoptTools.export_params` writes.
    """
    from freqtrade.strategy.hyper import HyperStrategyMixin

    def load_params_from_file(_strategy: HyperStrategyMixin) -> Mapping[str, Any]:
        return exported

    own = HyperStrategyMixin.load_params_from_file
    HyperStrategyMixin.load_params_from_file = load_params_from_file
    try:
        yield
    finally:
        HyperStrategyMixin.load_params_from_file = own
