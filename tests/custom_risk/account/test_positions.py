"""Open positions as the account tells them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from freqtrade.persistence import LocalTrade

from custom_risk.account import Account, BotHistory, Days
from custom_risk.margin import Notional
from custom_risk.side import Side

MakeTrade = Callable[..., LocalTrade]
Fill = Callable[..., None]


def account() -> Account:
    return Account(lambda: 10_000.0, BotHistory(), Days())


def test_a_position_counts_at_its_entry_until_it_is_marked(make_trade: MakeTrade) -> None:
    trade = make_trade(short=True, amount=2.0, rate=100.0)
    LocalTrade.add_bt_trade(trade)
    books = account()
    [held] = books.positions()
    assert (held.side, held.notional) == (Side.SHORT, Notional(Decimal(200)))
    books.mark(trade.id, 90.0, 19.0)
    [held] = books.positions()
    assert (held.notional, held.profit) == (Notional(Decimal(180)), Decimal(19))


def test_an_entry_whose_order_is_still_open_counts_with_all_that_was_ordered(
    make_trade: MakeTrade,
) -> None:
    trade = make_trade(amount=2.0, rate=100.0)
    [order] = trade.orders
    order.ft_is_open, order.filled, order.remaining = True, 0.5, 1.5
    trade.amount = 0.0
    LocalTrade.add_bt_trade(trade)
    [held] = account().positions()
    assert held.notional == Notional(Decimal(200))
    assert held.certain_notional == Notional(Decimal(0))


def test_an_order_that_adds_to_a_position_counts_on_top_of_it(
    make_trade: MakeTrade, fill: Fill
) -> None:
    trade = make_trade(amount=2.0, rate=100.0)
    fill(trade, 1.0, 100.0, entry=True)
    trade.orders[-1].ft_is_open = True
    trade.amount = 2.0
    LocalTrade.add_bt_trade(trade)
    [held] = account().positions()
    assert held.notional == Notional(Decimal(300))
    assert held.certain_notional == Notional(Decimal(200))


def test_an_open_exit_order_takes_nothing_away_before_it_is_filled(
    make_trade: MakeTrade, fill: Fill
) -> None:
    trade = make_trade(amount=2.0, rate=100.0)
    fill(trade, 1.0, 100.0, entry=False)
    trade.orders[-1].ft_is_open = True
    trade.amount = 2.0
    LocalTrade.add_bt_trade(trade)
    [held] = account().positions()
    assert held.notional == Notional(Decimal(200))
    assert held.certain_notional == Notional(Decimal(100))


def test_a_stop_that_waits_may_end_but_has_not(make_trade: MakeTrade, fill: Fill) -> None:
    trade = make_trade(amount=2.0, rate=100.0)
    fill(trade, 2.0, 90.0, entry=False)
    stop = trade.orders[-1]
    stop.ft_order_side, stop.ft_is_open = "stoploss", True
    trade.amount, trade.is_open = 2.0, True
    LocalTrade.add_bt_trade(trade)
    [held] = account().positions()
    assert held.certain_notional == Notional(Decimal(200))


def test_exits_for_more_than_there_is_leave_nothing_for_certain(
    make_trade: MakeTrade, fill: Fill
) -> None:
    trade = make_trade(amount=2.0, rate=100.0)
    for amount in (2.0, 1.0):
        fill(trade, amount, 100.0, entry=False)
        trade.orders[-1].ft_is_open = True
    trade.amount, trade.is_open = 2.0, True
    LocalTrade.add_bt_trade(trade)
    [held] = account().positions()
    assert held.certain_notional == Notional(Decimal(0))


def test_the_profit_of_a_trade_that_has_just_closed_is_not_counted_twice(
    make_trade: MakeTrade,
) -> None:
    trade = make_trade(amount=2.0, rate=100.0)
    LocalTrade.add_bt_trade(trade)
    total = 10_000.0
    books = Account(lambda: total, BotHistory(), Days())
    books.mark(trade.id, 110.0, 20.0)
    assert books.equity() == 10_020
    LocalTrade.remove_bt_trade(trade)
    total = 10_020.0
    assert books.equity() == 10_020
    assert books.open_profit() == 0


def test_a_total_of_the_exchange_keeps_what_a_trade_earned_until_it_is_asked_for_again(
    make_trade: MakeTrade,
) -> None:
    trade = make_trade(amount=2.0, rate=100.0)
    LocalTrade.add_bt_trade(trade)
    total = 10_020.0
    books = Account(lambda: total, BotHistory(), Days(), wallet_has_open_profit=True)
    books.mark(trade.id, 110.0, 20.0)
    assert books.equity() == 10_020
    books.mark(trade.id, 112.0, 24.0)
    assert books.equity() == 10_024
    LocalTrade.remove_bt_trade(trade)
    assert books.equity() == 10_020
    total = 10_023.5
    assert books.equity() == Decimal("10023.5")


def test_what_a_total_told_just_now_holds_is_not_counted_again(make_trade: MakeTrade) -> None:
    trade = make_trade(amount=2.0, rate=100.0)
    LocalTrade.add_bt_trade(trade)
    total = 10_020.0
    books = Account(lambda: total, BotHistory(), Days(), wallet_has_open_profit=True)
    books.mark(trade.id, 110.0, 20.0)
    total = 9_990.0
    assert books.equity() == 9_990
    books.mark(trade.id, 95.0, -10.0)
    assert books.equity() == 9_990
    books.mark(trade.id, 94.0, -12.0)
    assert books.equity() == 9_988


def test_after_a_restart_the_exchanges_total_holds_the_profit_of_what_was_open(
    make_trade: MakeTrade,
) -> None:
    trade = make_trade(amount=2.0, rate=100.0)
    LocalTrade.add_bt_trade(trade)
    books = Account(lambda: 9_980.0, BotHistory(), Days(), wallet_has_open_profit=True)
    assert books.equity() == 9_980
    books.mark(trade.id, 90.0, -20.0)
    assert books.equity() == 9_980
    books.mark(trade.id, 85.0, -30.0)
    assert books.equity() == 9_970
