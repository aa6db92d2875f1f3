"""Epochs of hyperopt with what is kept between them are those of freqtrade's own."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Callable
from typing import Any

import cloudpickle
import joblib
import pytest
from freqtrade.enums import RunMode

from enygma.backtests.digest import RUN_TIMES, digest
from enygma.backtests.epochs import candles

pytest.importorskip("optuna", reason="hyperopt is not installed")

SEED = 5


@pytest.fixture(scope="module")
def tried(optimizer: Any) -> list[dict[str, Any]]:
    """Two sets of parameters."""
    study = optimizer.get_optimizer(SEED)
    return [study.ask(optimizer.o_dimensions).params for _ in range(2)]


def epoch(optimizer: Any, parameters: dict[str, Any], *, fast: bool = True) -> tuple[str, int]:
    """Digest of what an epoch answers, and its number of trades."""
    backtesting = optimizer.backtesting
    for config in (optimizer.config, backtesting.config, backtesting.strategy.config):
        config["enygma"]["fast_backtest"] = fast
    backtesting.trade_id_counter = backtesting.order_id_counter = 0
    found = optimizer.generate_optimizer(dict(parameters))
    metrics = {key: each for key, each in found["results_metrics"].items() if key not in RUN_TIMES}
    told = digest(found | {"results_metrics": metrics, "params_dict": parameters})
    return told, metrics["total_trades"]


def test_every_epoch_is_freqtrades_own_and_the_candles_are_read_once(
    optimizer: Any, tried: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = [epoch(optimizer, each, fast=False) for each in tried]
    reads: list[Any] = []
    read = joblib.load
    monkeypatch.setattr(candles, "_KEPT", {})

    def noted(file: Any) -> Any:
        reads.append(file)
        return read(file)

    monkeypatch.setattr(joblib, "load", noted)
    assert [epoch(optimizer, each) for each in tried] == own
    assert [epoch(optimizer, each) for each in reversed(tried)] == own[::-1]
    assert len(reads) == 1
    assert all(trades for _, trades in own)


def test_a_worker_is_sent_the_same_copy_for_every_epoch(
    optimizer: Any, tried: list[dict[str, Any]]
) -> None:
    first = pickle.loads(cloudpickle.dumps(optimizer))  # noqa: S301 - made here
    trades = first.backtesting.trade_id_counter
    own = epoch(first, tried[0])
    assert first.backtesting.strategy is not optimizer.backtesting.strategy
    second = pickle.loads(cloudpickle.dumps(optimizer))  # noqa: S301 - made here
    assert second.backtesting.trade_id_counter == trades
    assert second.backtesting.strategy is not first.backtesting.strategy
    assert epoch(second, tried[0]) == own == epoch(optimizer, tried[0])


def test_garbage_is_not_looked_for_in_what_the_start_made(optimizer: Any) -> None:
    assert gc.get_freeze_count() > 100_000


def test_no_parameter_that_is_searched_looks_as_if_it_did_nothing(
    configure: Callable[..., dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    from freqtrade.optimize.hyperopt.hyperopt import HyperOptimizer

    config = configure(RunMode.HYPEROPT) | {
        "timerange": "20251001-20251003",
        "spaces": ["buy", "sell", "filters", "risk"],
        "hyperopt_loss": "OnlyProfitHyperOptLoss",
    }
    folder = config["user_data_dir"] / "hyperopt_results"
    folder.mkdir(parents=True, exist_ok=True)
    HyperOptimizer(config, folder / "hyperopt_tickerdata.pkl").prepare_hyperopt()
    assert "static start value" not in caplog.text
