"""The breaker behind the entries sees the equity of each turn, once it is whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from freqtrade.persistence import LocalTrade

from custom_risk.breaker import Level
from custom_risk.events import Reason

if TYPE_CHECKING:
    from tests.custom_risk.conftest import Bench, MakeBench, MakeTrade

PAIR = "BTC/USDT:USDT"


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench({"breaker": {}})


@pytest.fixture
def losing(make_trade: MakeTrade) -> LocalTrade:
    """A position that is open before the bot starts, and has lost a tenth of the account."""
    trade = make_trade(amount=100.0)
    LocalTrade.bt_trades_open.append(trade)
    return trade


def _level(bench: Bench, now: Any) -> Level:
    breaker = bench.strategy.risk_breaker
    assert breaker is not None
    return breaker.state(now).level


def _turn(bench: Bench, now: Any, mark: Callable[[], None] = lambda: None) -> None:
    bench.strategy.bot_loop_start(current_time=now)
    mark()


def test_a_loss_from_before_the_start_is_no_loss_of_these_minutes(
    bench: Bench, losing: LocalTrade
) -> None:
    now = losing.open_date_utc

    def mark() -> None:
        bench.strategy.risk_account.mark(losing.id, 90.0, -1000.0)

    _turn(bench, now, mark)
    assert bench.strategy.risk_account.is_marked
    _turn(bench, now + timedelta(seconds=5), mark)

    assert _level(bench, now + timedelta(seconds=5)) is Level.CLOSED


def test_a_loss_of_these_minutes_halts_entries_and_is_one_event(
    bench: Bench, losing: LocalTrade
) -> None:
    now = losing.open_date_utc
    account = bench.strategy.risk_account
    account.mark(losing.id, 100.0, 0.0)
    _turn(bench, now, lambda: account.mark(losing.id, 90.0, -1000.0))
    _turn(bench, now + timedelta(seconds=5))

    assert _level(bench, now) is Level.HALT
    assert bench.stake(pair="ETH/USDT:USDT", current_time=now + timedelta(seconds=6)) == 0.0
    told = [each.type for each in bench.events]
    assert told[:2] == [Reason.BREAKER_CHANGED, Reason.CIRCUIT_BREAKER]
    assert bench.events[0].details["after"] == "HALT"


def test_a_position_that_is_never_marked_does_not_keep_the_breaker_blind(
    bench: Bench, losing: LocalTrade
) -> None:
    now = losing.open_date_utc
    _turn(bench, now)
    _turn(bench, now + timedelta(seconds=60))
    bench.wallet.total = 9_000.0
    _turn(bench, now + timedelta(seconds=65))

    assert not bench.strategy.risk_account.is_marked
    assert _level(bench, now + timedelta(seconds=65)) is Level.HALT
