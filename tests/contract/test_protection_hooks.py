"""When freqtrade asks protections, and how it keeps locks."""

from __future__ import annotations

import inspect
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest
from freqtrade.exchange import timeframe_to_next_date
from freqtrade.optimize.backtesting import Backtesting
from freqtrade.persistence import PairLocks
from freqtrade.persistence.models import PairLock
from freqtrade.plugins.protectionmanager import ProtectionManager
from freqtrade.plugins.protections import IProtection, ProtectionReturn

from custom_risk.limits.locks import LONGEST_REASON

from .conftest import Bot, signature

PROTECTIONS_AND_LOCKS = (
    (IProtection, "__init__", "(self, config, protection_config)"),
    (IProtection, "global_stop", "(self, date_now, side, starting_balance)"),
    (IProtection, "short_desc", "(self)"),
    (IProtection, "stop_per_pair", "(self, pair, date_now, side, starting_balance)"),
    (PairLocks, "get_pair_locks", "(pair, now=None, side=None)"),
    (PairLocks, "lock_pair", "(pair, until, reason=None, *, now=None, side='*')"),
)


@pytest.mark.parametrize(("owner", "name", "expected"), PROTECTIONS_AND_LOCKS)
def test_protections_and_locks_are_as_the_limits_use_them(
    owner: Any, name: str, expected: str
) -> None:
    assert signature(owner, name) == expected


def test_a_protection_answers_with_a_lock_its_end_a_reason_and_a_side() -> None:
    assert [each.name for each in fields(ProtectionReturn)] == [
        "lock",
        "until",
        "reason",
        "lock_side",
    ]


def test_protections_are_asked_after_an_exit_first_for_the_pair_then_for_all() -> None:
    for asking in (Backtesting.run_protections, Bot.handle_protections):
        source = inspect.getsource(asking)
        assert 0 < source.index("stop_per_pair(") < source.index("global_stop(")
    assert "self.run_protections(" in inspect.getsource(Backtesting._process_exit_order)
    assert "self.handle_protections(" in inspect.getsource(Bot.order_close_notify)


def test_they_are_built_after_the_strategy_started_and_before_its_first_loop() -> None:
    started = inspect.getsource(Bot.__init__)
    assert started.index("strategy.ft_bot_start()") < started.index("ProtectionManager(")
    assert "_load_protections(" in inspect.getsource(Backtesting.reset_backtest)
    own = next(each for each in Backtesting.__mro__ if each.__module__.startswith("freqtrade"))
    assert "reset_backtest(" in inspect.getsource(own.backtest)


def test_a_lock_that_ends_with_a_candle_is_moved_to_the_end_of_the_next() -> None:
    midnight = datetime(2026, 1, 6, tzinfo=UTC)
    assert timeframe_to_next_date("30m", midnight) == midnight.replace(minute=30)
    assert "timeframe_to_next_date(" in inspect.getsource(PairLocks.lock_pair)


def test_the_manager_does_not_lock_what_is_locked_as_long_already() -> None:
    for name in ("global_stop", "stop_per_pair"):
        assert "lock.until, " in inspect.getsource(getattr(ProtectionManager, name))


def test_the_table_of_locks_takes_a_reason_of_this_length() -> None:
    column: Any = PairLock.__table__.columns["reason"]
    assert column.type.length == LONGEST_REASON
