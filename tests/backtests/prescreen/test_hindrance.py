"""What the model does not know it steps aside for, and says so."""

from __future__ import annotations

from typing import Any

import pytest

from custom_risk.volatility_target import VolatilityTarget
from enygma.backtests.prescreen.hindrance import hindrance, own_callbacks

from .conftest import Prepared


@pytest.fixture(scope="module")
def optimizer(prepared: Prepared) -> Any:
    """A search that the model knows."""
    return prepared(["risk"])


def test_the_shipped_strategy_can_be_screened(optimizer: Any) -> None:
    assert hindrance(optimizer) is None


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("use_custom_roi", True, "the strategy has use_custom_roi True"),
        ("exit_profit_only", True, "the strategy has exit_profit_only True"),
        ("order_types", {"entry": "limit", "exit": "market"}, "orders to entry are limit orders"),
    ],
)
def test_a_strategy_that_is_run_otherwise(
    optimizer: Any, monkeypatch: pytest.MonkeyPatch, name: str, value: Any, reason: str
) -> None:
    monkeypatch.setattr(optimizer.backtesting.strategy, name, value)
    assert hindrance(optimizer) == reason


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("timeframe_detail", "5m", "there are detail candles"),
        ("analyze_per_epoch", True, "every epoch is analysed anew"),
        ("available_capital", 500, "available_capital is set"),
    ],
)
def test_a_configuration_that_it_does_not_know(
    optimizer: Any, monkeypatch: pytest.MonkeyPatch, key: str, value: Any, reason: str
) -> None:
    monkeypatch.setitem(optimizer.config, key, value)
    assert str(hindrance(optimizer)).startswith(reason)


def test_protections_and_their_space(optimizer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer.backtesting, "enable_protections", True)
    assert hindrance(optimizer) == "protections are on"
    monkeypatch.setitem(optimizer.spaces, "protection", [])
    assert hindrance(optimizer) == "the space 'protection' is searched"


def test_a_callback_of_the_users_own(optimizer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def leverage(self: Any, **terms: Any) -> float:
        return 1.0

    monkeypatch.setattr(type(optimizer.backtesting.strategy), "leverage", leverage, raising=False)
    assert hindrance(optimizer) == "the strategy has a leverage of its own"


def test_the_yardsticks_size_in_their_own_way(optimizer: Any) -> None:
    assert own_callbacks(type(optimizer.backtesting.strategy)) == []
    assert own_callbacks(VolatilityTarget)


def test_a_strategy_without_rules_of_risk(optimizer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer.backtesting, "strategy", object())
    assert hindrance(optimizer) == "the strategy is not RiskManaged"
