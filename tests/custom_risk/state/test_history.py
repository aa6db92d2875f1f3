"""The closed trades of a running bot, however many there are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from freqtrade.persistence import Order, Trade
from freqtrade.util import dt_now
from sqlalchemy import event

from custom_risk.account import BotHistory

if TYPE_CHECKING:
    from tests.custom_risk.state.conftest import Database

NOW = dt_now()


def close_trades(count: int) -> list[int]:
    """Trades that were closed, with their numbers."""
    trades = [
        Trade(
            pair="ETH/USDT:USDT",
            exchange="kucoin",
            stake_amount=1.0,
            amount=1.0,
            open_rate=1.0,
            open_date=NOW - timedelta(minutes=2),
            close_date=NOW - timedelta(minutes=1),
            close_profit=0.01,
            close_profit_abs=0.01,
            fee_open=0.0,
            fee_close=0.0,
            is_open=False,
        )
        for _ in range(count)
    ]
    Trade.session.add_all(trades)
    Trade.commit()
    return [each.id for each in trades]


@pytest.fixture(autouse=True)
def _opened(database: Database) -> None:
    database.init()


def read(history: BotHistory) -> list[int]:
    return [each.trade_id for each in history.closed(NOW)]


def test_each_trade_is_read_once_also_after_one_was_deleted() -> None:
    history, known = BotHistory(), close_trades(3)
    assert read(history) == known
    Trade.session.delete(Trade.session.get(Trade, known[0]))
    Trade.commit()
    more = close_trades(1)
    assert read(history) == known + more
    assert read(history) == known + more
    assert read(BotHistory()) == known[1:] + more


def test_asking_costs_the_same_however_many_trades_are_known() -> None:
    sent: list[int] = []

    def note(_: Any, __: Any, ___: str, parameters: Any, *____: Any) -> None:
        sent.append(len(parameters))

    history = BotHistory()
    known = close_trades(100)
    read(history)
    event.listen(Trade.session.get_bind(), "before_cursor_execute", note)
    assert read(history) == known
    known += close_trades(1)
    sent.clear()
    assert read(history) == known
    assert max(sent) < 10


def test_paper_trades_and_real_ones_do_not_count_for_each_other() -> None:
    paper, real = close_trades(2)
    with_order(paper, "dry_run_buy_ETH/USDT:USDT_1700000000.0")
    with_order(real, "236655147005071361")
    live, dry_run = BotHistory(paper=False), BotHistory(paper=True)
    assert (read(live), read(dry_run)) == ([real], [paper])
    assert read(BotHistory()) == [paper, real]
    more = close_trades(1)
    with_order(more[0], "236655147005071362")
    assert (read(live), read(dry_run)) == ([real, *more], [paper])


def with_order(trade: int, order: str) -> None:
    """Give a trade an order of the exchange, or one that freqtrade simulated."""
    Trade.session.add(
        Order(
            ft_trade_id=trade,
            order_id=order,
            ft_order_side="buy",
            ft_pair="ETH/USDT:USDT",
            ft_is_open=False,
            ft_amount=1.0,
            ft_price=1.0,
        )
    )
    Trade.commit()
