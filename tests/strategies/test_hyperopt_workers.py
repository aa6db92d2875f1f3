"""What hyperopt sends to its workers, each a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from freqtrade.enums import RunMode

from custom_risk.account import DESK
from enygma.backtests.witnessed import WitnessedBacktesting

from .conftest import Configure


def test_the_strategy_that_trades_can_be_sent_with_its_backtest(
    configure: Configure, tmp_path: Path
) -> None:
    pytest.importorskip("optuna", reason="hyperopt is not installed")
    import cloudpickle
    from freqtrade.optimize.hyperopt.hyperopt_optimizer import HyperOptimizer

    config = configure(RunMode.HYPEROPT) | {
        "spaces": ["risk"],
        "epochs": 2,
        "hyperopt_jobs": 2,
        "hyperopt_loss": "OnlyProfitHyperOptLoss",
    }
    optimizer = HyperOptimizer(config, tmp_path / "candles.pkl")
    optimizer.prepare_hyperopt()
    strategy: Any = optimizer.backtesting.strategy
    assert DESK.account is strategy.risk_account
    arrived = cloudpickle.loads(cloudpickle.dumps(optimizer))
    assert isinstance(arrived.backtesting, WitnessedBacktesting)
    assert arrived.backtesting.strategy.risk_rules.settings == strategy.risk_rules.settings
    assert not arrived.backtesting.strategy.risk_events.is_followed
