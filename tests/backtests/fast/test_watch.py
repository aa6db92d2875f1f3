"""Which candles of an open trade are passed over."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from freqtrade.strategy import IStrategy
from pandas import DataFrame

from custom_risk.foretold import foretold
from enygma.backtests.fast import watch
from enygma.backtests.fast.watch import Watch

from .conftest import Digests
from .test_equality import EASY


class Foretelling(IStrategy):
    """One that foretells its callbacks as the risk rules do."""

    use_custom_stoploss = True
    stoploss = -0.1
    use_exit_signal = True

    keep_silent = None

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """None."""
        return dataframe

    @foretold
    def custom_stoploss(self, **_: Any) -> None:
        """Never."""

    @foretold
    def custom_exit(self, **_: Any) -> None:
        """Never."""


def is_watchable(**changes: Any) -> bool:
    kind = type("Changed", (Foretelling,), changes)
    strategy = kind({})
    strategy.position_adjustment_enable = changes.get("position_adjustment_enable", False)
    return Watch(SimpleNamespace(strategy=strategy))._is_open


@pytest.mark.parametrize(
    "changes",
    [
        {"trailing_stop": True},
        {"use_custom_roi": True},
        {"use_exit_signal": False},
        {"position_adjustment_enable": True},
        {"should_exit": lambda *_, **__: []},
        {"custom_stoploss": lambda *_, **__: None},
    ],
)
def test_a_strategy_is_watched_only_where_all_that_is_asked_is_foretold(
    changes: dict[str, Any],
) -> None:
    assert is_watchable()
    assert not is_watchable(**changes)


def test_nothing_is_passed_over_on_another_source_of_freqtrades(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch, "PIECE", SimpleNamespace(is_usable=lambda: False))
    assert not is_watchable()


def test_most_candles_of_trades_under_the_risk_rules_are_passed_over(
    ran: Digests, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    passes = Watch.passes

    def counted(self: Watch, *given: Any) -> bool:
        seen.append(passes(self, *given))
        return seen[-1]

    monkeypatch.setattr(Watch, "passes", counted)
    ran(True, "EnygmaStrategy", enygma=EASY)
    assert len(seen) > 30
    assert sum(seen) > len(seen) / 2
