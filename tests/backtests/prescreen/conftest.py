"""A search on the market of the strategies' tests, ready to be screened."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from freqtrade.enums import HyperoptState, RunMode

from tests.strategies.conftest import configure, datadir, venue_url

__all__ = ["configure", "datadir", "venue_url"]

pytest.importorskip("optuna", reason="hyperopt is not installed")
pytest.importorskip("numba", reason="numba is not installed")

Prepared = Callable[..., Any]


@pytest.fixture(scope="session")
def prepared(configure: Callable[..., dict[str, Any]]) -> Iterator[Prepared]:
    """Builds an optimizer as hyperopt prepares it."""
    from freqtrade.optimize.hyperopt.hyperopt import HyperOptimizer
    from freqtrade.optimize.hyperopt_tools import HyperoptStateContainer

    def prepare(spaces: list[str], **changes: Any) -> Any:
        config = configure(RunMode.HYPEROPT, **changes) | {
            "timerange": "20251001-20251030",
            "spaces": spaces,
            "hyperopt_loss": "OnlyProfitHyperOptLoss",
            "hyperopt_min_trades": 1,
        }
        folder = config["user_data_dir"] / "hyperopt_results"
        folder.mkdir(parents=True, exist_ok=True)
        optimizer = HyperOptimizer(config, folder / "hyperopt_tickerdata.pkl")
        optimizer.prepare_hyperopt()
        HyperoptStateContainer.set_state(HyperoptState.OPTIMIZE)
        return optimizer

    yield prepare
    gc.unfreeze()
