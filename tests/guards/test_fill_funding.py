"""Funding is part of a trade's profit, each payment once, whatever fills before or after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from freqtrade.enums import TradingMode
from freqtrade.exceptions import TemporaryError
from freqtrade.persistence import Order, Trade, init_db
from hypothesis import given
from hypothesis import strategies as st

from enygma.guards.fill_funding import book_funding

PAIR = "ETH/USDT:USDT"
MIDNIGHT = datetime(2026, 1, 6, tzinfo=UTC)
OPENED = MIDNIGHT - timedelta(minutes=59)
MakeTrade = Callable[..., Trade]


def at(seconds: float) -> dict[str, Any]:
    """An order that has filled so many seconds after midnight."""
    moment = MIDNIGHT + timedelta(seconds=seconds)
    return {
        "status": "closed",
        "filled": 0.1,
        "lastTradeTimestamp": round(moment.timestamp() * 1000),
    }


class Payments:
    """An exchange that knows what a position was paid, and when."""

    def __init__(self, *paid: tuple[datetime, float]) -> None:
        self.paid = paid or ((MIDNIGHT, -0.5),)
        self.asked = 0

    def funding_between(self, trade: Any, after: datetime, until: datetime) -> float:
        self.asked += 1
        return sum(amount for moment, amount in self.paid if after < moment <= until)


class Silent(Payments):
    """An exchange that does not answer."""

    def funding_between(self, trade: Any, after: datetime, until: datetime) -> float:
        raise TemporaryError("busy")


def order(order_id: str, side: str, status: str, amount: float = 0.2) -> Order:
    return Order(
        order_id=order_id,
        ft_order_side=side,
        ft_pair=PAIR,
        ft_is_open=status == "open",
        ft_amount=amount,
        ft_price=5000.0,
        status=status,
        symbol=PAIR,
        order_type="market",
        side="buy" if side == "buy" else "sell",
        price=5000.0,
        average=5000.0,
        amount=amount,
        filled=amount if status == "closed" else 0.0,
        remaining=0.0,
        cost=1000.0,
        order_date=OPENED,
        order_filled_date=OPENED if status == "closed" else None,
    )


def long_position(*further: Order) -> Trade:
    """A position with further orders that are about to be known as filled."""
    init_db("sqlite://")
    entry = order("entry", "buy", "closed")
    entry.funding_fee = 0.0
    return Trade(
        pair=PAIR,
        amount=0.2,
        stake_amount=200.0,
        open_rate=5000.0,
        fee_open=0.0006,
        fee_close=0.0006,
        is_open=True,
        is_short=False,
        leverage=5.0,
        exchange="kucoin",
        trading_mode=TradingMode.FUTURES,
        open_date=OPENED,
        orders=[entry, *further],
    )


@pytest.fixture
def make_trade() -> MakeTrade:
    """Such a position in freqtrade's database."""

    def made(*further: Order) -> Trade:
        trade = long_position(*further)
        Trade.session.add(trade)
        Trade.commit()
        return trade

    return made


def filled(trade: Trade, order_id: str, found: dict[str, Any]) -> None:
    """freqtrade takes the order in."""
    taken = trade.select_order_by_order_id(order_id)
    assert taken is not None
    taken.update_from_ccxt_object({"id": order_id, **found})
    trade.update_trade(taken)


@pytest.mark.parametrize("side", ["stoploss", "sell", "buy"])
def test_a_fill_brings_what_was_paid_since_the_fill_before(
    make_trade: MakeTrade, side: str
) -> None:
    trade = make_trade(order("next", side, "open"))
    book_funding(Payments(), trade, "next", at(20))
    booked = trade.select_order_by_order_id("next")
    assert booked is not None
    assert booked.funding_fee == -0.5
    assert trade.funding_fee_running == 0.0
    assert trade.funding_fees == -0.5


def test_what_was_paid_between_a_fill_and_its_notice_counts_to_the_next_fill(
    make_trade: MakeTrade,
) -> None:
    trade = make_trade(
        order("part", "stoploss", "open", 0.1), order("rest", "stoploss", "open", 0.1)
    )
    payments = Payments()
    for order_id, seconds in (("part", -19), ("rest", 12)):
        book_funding(payments, trade, order_id, at(seconds))
        filled(trade, order_id, at(seconds))
    assert [each.funding_fee for each in trade.orders] == [0.0, 0.0, -0.5]
    assert not trade.is_open
    assert trade.funding_fees == -0.5
    assert trade.realized_profit == pytest.approx(-0.0012 * 1000 - 0.5)


def test_what_was_paid_between_sending_an_exit_and_its_fill_is_not_lost(
    make_trade: MakeTrade,
) -> None:
    trade = make_trade(order("exit", "sell", "open"))
    # nothing was paid yet when freqtrade sent it
    trade.set_funding_fees(0.0)
    book_funding(Payments(), trade, "exit", at(1))
    filled(trade, "exit", {**at(1), "filled": 0.2})
    assert trade.realized_profit == pytest.approx(-0.0012 * 1000 - 0.5)


def test_it_is_booked_once(make_trade: MakeTrade) -> None:
    trade, payments = make_trade(order("stop", "stoploss", "open")), Payments()
    for _ in range(2):
        book_funding(payments, trade, "stop", at(20))
    assert payments.asked == 1


def test_an_exchange_that_does_not_answer_leaves_what_was_known(
    make_trade: MakeTrade, caplog: pytest.LogCaptureFixture
) -> None:
    trade = make_trade(order("stop", "stoploss", "open"))
    trade.set_funding_fees(-0.4)
    book_funding(Silent(), trade, "stop", at(20))
    assert trade.funding_fees == -0.4
    assert "is booked with the -0.4 known before: busy" in caplog.text


@pytest.mark.parametrize(
    ("order_id", "found"),
    [
        ("stop", {**at(20), "status": "open", "filled": 0.0}),
        ("stop", {**at(20), "status": "open"}),
        ("stop", {**at(20), "status": "canceled", "filled": 0.0}),
        ("stop", at(-1)),
        ("entry", at(20)),
        ("nobody's", at(20)),
    ],
)
def test_nothing_is_asked_where_nothing_can_have_been_paid(
    make_trade: MakeTrade, order_id: str, found: dict[str, Any]
) -> None:
    payments = Payments()
    book_funding(payments, make_trade(order("stop", "stoploss", "open")), order_id, found)
    assert payments.asked == 0


seconds = st.integers(-3_000, 30_000)


@given(st.lists(seconds, min_size=1, max_size=6, unique=True), st.randoms())
def test_however_late_and_in_whatever_order_fills_are_noticed_each_payment_counts_once(
    moments: list[int], chance: Any
) -> None:
    exits = [order(str(each), "stoploss", "open", 0.01) for each in moments]
    trade = long_position(*exits)
    payments = Payments(*((MIDNIGHT + timedelta(hours=hour), -(2.0**hour)) for hour in range(9)))
    noticed = list(moments)
    chance.shuffle(noticed)
    for each in noticed:
        book_funding(payments, trade, str(each), at(each))
        filled_order = trade.select_order_by_order_id(str(each))
        assert filled_order is not None
        filled_order.update_from_ccxt_object({"id": str(each), **at(each)})
    last = MIDNIGHT + timedelta(seconds=max(moments))
    expected = sum(amount for moment, amount in payments.paid if moment <= last)
    assert sum(each.funding_fee or 0.0 for each in trade.orders) == expected
