"""The protections as freqtrade's manager loads and asks them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from freqtrade.exceptions import OperationalException
from freqtrade.persistence import LocalTrade, PairLocks, disable_database_use
from freqtrade.plugins.protectionmanager import ProtectionManager

from custom_risk.account import DESK, Account, BotHistory, Days
from custom_risk.limits.trades_per_hour import TradesPerHour

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 1, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BTC, ETH = "BTC/USDT:USDT", "ETH/USDT:USDT"
BALANCE = 1_000.0


@pytest.fixture(autouse=True)
def _no_locks_from_before() -> Iterator[None]:
    disable_database_use("5m")
    PairLocks.reset_locks()
    LocalTrade.reset_trades()
    yield
    DESK.clear()
    LocalTrade.reset_trades()


def manager(*protections: dict[str, Any]) -> ProtectionManager:
    return ProtectionManager({"timeframe": "5m"}, list(protections))


def close(at: datetime, profit: float | None, pair: str = BTC) -> None:
    """Let freqtrade have a trade that closed."""
    trade = LocalTrade(
        id=len(LocalTrade.bt_trades) + 1,
        pair=pair,
        open_date=at - 10 * MINUTE,
        close_date=at,
        open_rate=100.0,
        stake_amount=50.0,
        amount=1.0,
        fee_open=0.0006,
        fee_close=0.0006,
        is_open=False,
        close_profit=None if profit is None else profit / 50,
        close_profit_abs=profit,
        exit_reason="stop_loss",
    )
    LocalTrade.bt_trades.append(trade)


def asked(protections: ProtectionManager, now: datetime, pair: str = BTC) -> list[str]:
    """What freqtrade does after an exit; the locks that are new."""
    before = len(PairLocks.get_all_locks())
    protections.stop_per_pair(pair, now, "long", BALANCE)
    protections.global_stop(now, "long", BALANCE)
    return [f"{each.pair} {each.reason}" for each in PairLocks.get_all_locks()[before:]]


def test_they_say_at_the_start_what_they_watch() -> None:
    (told,) = manager({"method": "DailyDrawdown"}).short_desc()
    assert told == {"DailyDrawdown": "DailyDrawdown - at most 3.0 % below the day's peak."}


def test_terms_that_cannot_be_used_end_the_bot() -> None:
    with pytest.raises(OperationalException, match=r"Protection DailyDrawdown\.max_drawdown_pct"):
        manager({"method": "DailyDrawdown", "max_drawdown_pct": -1})


def test_without_an_account_the_day_is_what_its_closed_trades_earned() -> None:
    session = manager({"method": "SessionLimit", "symbol_cooldown_minutes": None})
    close(NOON - timedelta(days=1), -500.0)
    assert asked(session, NOON - timedelta(days=1)) == [
        (
            "* MAX_DAILY_LOSS_REACHED: 500.00 (50.00 %) lost of the 1000.00 the day began with, "
            "200 or 5.0 % allowed"
        )
    ]
    close(NOON, -24.0)
    assert asked(session, NOON) == []
    close(NOON + MINUTE, -1.0)
    assert asked(session, NOON + MINUTE) == [
        (
            "* MAX_DAILY_LOSS_REACHED: 25.00 (5.00 %) lost of the 500.00 the day began with, "
            "200 or 5.0 % allowed"
        )
    ]
    assert PairLocks.get_all_locks()[-1].lock_end_time == MIDNIGHT


def test_the_peak_of_the_day_is_the_highest_that_closed_trades_made_it() -> None:
    drawdown = manager({"method": "DailyDrawdown"})
    for minute, profit in enumerate((10.0, 40.0, -20.0, -11.4)):
        close(NOON + minute * MINUTE, profit)
        assert asked(drawdown, NOON + minute * MINUTE) == []
    close(NOON + 4 * MINUTE, -0.2)
    assert asked(drawdown, NOON + 4 * MINUTE) == [
        (
            "* MAX_DAILY_DRAWDOWN_REACHED: 1018.40 is 3.01 % below the day's peak 1050.00, "
            "3.0 % allowed"
        )
    ]


def test_a_lock_on_a_pair_and_one_on_all_are_made_by_the_same_protection() -> None:
    session = manager({"method": "SessionLimit", "max_consecutive_losses": 1})
    close(NOON, -1.0, ETH)
    assert asked(session, NOON, ETH) == [
        f"{ETH} SYMBOL_COOLDOWN: the pair rests 30 minutes after its trade 1",
        ("* MAX_CONSECUTIVE_LOSSES_REACHED: 1 lost in a row, the last at 2026-01-05 12:00 UTC"),
    ]
    assert asked(session, NOON + MINUTE, ETH) == []


def test_a_strategy_with_risk_rules_is_judged_by_its_own_account() -> None:
    drawdown = manager({"method": "DailyDrawdown"})
    wallet = [1_000.0]
    account = Account(lambda: wallet[0], BotHistory(), Days())
    DESK.take(account)
    assert asked(drawdown, NOON) == []
    wallet[0] = 960.0
    assert asked(drawdown, NOON + MINUTE) == [
        "* MAX_DAILY_DRAWDOWN_REACHED: 960.00 is 4.00 % below the day's peak 1000.00, 3.0 % allowed"
    ]


def test_new_protections_do_not_know_the_account_of_the_strategy_before() -> None:
    DESK.take(Account(lambda: 1.0, BotHistory(), Days()))
    manager({"method": "DailyDrawdown"})
    assert DESK.account is None


def test_a_limit_that_cannot_be_judged_is_a_short_pause_and_no_failed_exit() -> None:
    drawdown = manager({"method": "DailyDrawdown"})
    close(NOON, None)
    (told,) = asked(drawdown, NOON)
    assert told.startswith("* INPUT_MISSING: profit of a closed trade is None")
    assert PairLocks.get_all_locks()[-1].lock_end_time == NOON + 5 * MINUTE


def test_a_limit_that_fails_is_a_short_pause_and_no_failed_exit(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise KeyError("a number")

    monkeypatch.setattr(TradesPerHour, "violation", fails)
    session = manager({"method": "SessionLimit"})
    assert asked(session, NOON) == [
        f"{BTC} INTERNAL_ERROR: KeyError('a number')",
        "* INTERNAL_ERROR: KeyError('a number')",
    ]
    assert "SessionLimit could not be judged" in caplog.text
