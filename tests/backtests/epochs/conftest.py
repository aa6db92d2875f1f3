"""A search on the market of the strategies' tests, prepared as hyperopt prepares it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from freqtrade.enums import RunMode

from tests.strategies.conftest import configure, datadir, venue_url

__all__ = ["configure", "datadir", "venue_url"]


@pytest.fixture(scope="module")
def optimizer(configure: Callable[..., dict[str, Any]]) -> Iterator[Any]:
    """Prepared as hyperopt prepares it, to search the parameters of risk."""
    pytest.importorskip("optuna", reason="hyperopt is not installed")
    from freqtrade.optimize.hyperopt.hyperopt import HyperOptimizer

    config = configure(RunMode.HYPEROPT) | {
        "timerange": "20251001-20251010",
        "spaces": ["risk"],
        "hyperopt_loss": "OnlyProfitHyperOptLoss",
        "hyperopt_min_trades": 1,
    }
    config["enygma"] = config.get("enygma", {}) | {"fast_backtest": True}
    folder = config["user_data_dir"] / "hyperopt_results"
    folder.mkdir(parents=True, exist_ok=True)
    prepared = HyperOptimizer(config, folder / "hyperopt_tickerdata.pkl")
    prepared.prepare_hyperopt()
    yield prepared
    gc.unfreeze()
