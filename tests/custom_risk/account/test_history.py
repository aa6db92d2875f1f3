"""What was traded before, off freqtrade's own lists and tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from freqtrade.persistence import LocalTrade, Trade, disable_database_use, init_db
from freqtrade.persistence.usedb_context import enable_database_use

from custom_risk.account import BotHistory

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def closed(kind: type[LocalTrade], number: int, minutes: int) -> LocalTrade:
    """A trade that closed so many minutes after noon, with as many USDT of profit."""
    end = NOON + timedelta(minutes=minutes)
    return kind(
        id=number, pair="BTC/USDT:USDT", base_currency="BTC", stake_currency="USDT",
        stake_amount=100.0, amount=1.0, open_rate=100.0, fee_open=0.0, fee_close=0.0,
        is_open=False, exchange="kucoin", is_short=False, leverage=1.0,
        open_date=end - timedelta(minutes=5), close_date=end, close_profit=minutes / 100,
        close_profit_abs=float(minutes), exit_reason="roi",
    )  # fmt: skip


def profits(history: BotHistory, minutes: int) -> list[Decimal]:
    return [each.profit for each in history.closed(NOON + timedelta(minutes=minutes))]


def store(trades: Iterable[LocalTrade]) -> None:
    for each in trades:
        Trade.session.add(each)
    Trade.commit()


@pytest.fixture
def database(tmp_path: Path) -> None:
    """The database of a running bot."""
    enable_database_use()
    init_db(f"sqlite:///{tmp_path / 'trades.sqlite'}")


@pytest.mark.usefixtures("database")
def test_a_running_bot_reads_each_trade_once_and_in_the_order_they_closed() -> None:
    store([closed(Trade, 1, 30), closed(Trade, 2, 10)])
    history = BotHistory()
    assert profits(history, 60) == [10, 30]
    # booked later, though it closed before
    store([closed(Trade, 3, 20)])
    assert profits(history, 60) == [10, 20, 30]
    assert profits(history, 20) == [10]


@pytest.mark.usefixtures("database")
def test_more_trades_than_a_question_takes_are_read() -> None:
    store(closed(Trade, number, number) for number in range(1, 1202))
    history = BotHistory()
    assert len(profits(history, 2000)) == 1201
    store([closed(Trade, 1300, 1300)])
    assert len(profits(history, 2000)) == 1202


def test_a_backtest_sees_what_closed_before_and_the_next_one_nothing_of_it() -> None:
    disable_database_use("5m")
    LocalTrade.reset_trades()
    history = BotHistory()
    LocalTrade.bt_trades.extend([closed(LocalTrade, 1, 10), closed(LocalTrade, 2, 20)])
    assert profits(history, 20) == [10]
    assert profits(history, 21) == [10, 20]
    LocalTrade.reset_trades()
    assert profits(history, 60) == []
    LocalTrade.bt_trades.append(closed(LocalTrade, 1, 40))
    assert profits(history, 60) == [40]
    LocalTrade.reset_trades()
