"""Funding of a trade that a stop closes is part of its profit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from freqtrade.persistence import Order, Trade, init_db

from enygma.guards.stop_funding import book_funding

PAIR = "ETH/USDT:USDT"
OPENED = datetime(2026, 1, 5, 23, tzinfo=UTC)
CLOSED = {"status": "closed", "filled": 0.2}


class Payments:
    """An exchange that knows what a position was paid."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def get_funding_fees(self, **asked: Any) -> float:
        self.asked.append(asked)
        return -0.5


def order(order_id: str, side: str, status: str) -> Order:
    return Order(
        order_id=order_id,
        ft_order_side=side,
        ft_pair=PAIR,
        ft_is_open=status == "open",
        ft_amount=0.2,
        ft_price=5000.0,
        status=status,
        symbol=PAIR,
        order_type="market",
        side="buy" if side == "buy" else "sell",
        price=5000.0,
        average=5000.0,
        amount=0.2,
        filled=0.2 if status == "closed" else 0.0,
        remaining=0.0,
        cost=1000.0,
        order_date=OPENED,
        order_filled_date=OPENED if status == "closed" else None,
    )


@pytest.fixture
def trade() -> Trade:
    """A long position whose stop is about to be known as filled."""
    init_db("sqlite://")
    entry, stop = order("entry", "buy", "closed"), order("stop", "stoploss", "open")
    entry.funding_fee = 0.0
    made = Trade(
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
        open_date=OPENED,
        orders=[entry, stop],
    )
    Trade.session.add(made)
    Trade.commit()
    return made


def test_a_filled_stop_brings_what_was_paid_since_the_fill_before(trade: Trade) -> None:
    payments = Payments()
    book_funding(payments, trade, "stop", CLOSED)
    stop = trade.select_order_by_order_id("stop")
    assert stop is not None
    assert stop.funding_fee == -0.5
    assert trade.funding_fee_running == 0.0
    assert payments.asked[0]["open_date"] == OPENED


def test_it_is_booked_once(trade: Trade) -> None:
    payments = Payments()
    for _ in range(2):
        book_funding(payments, trade, "stop", CLOSED)
    assert len(payments.asked) == 1


@pytest.mark.parametrize(
    ("order_id", "found"),
    [
        ("stop", {"status": "open", "filled": 0.0}),
        ("stop", {"status": "canceled", "filled": 0.0}),
        ("entry", CLOSED),
        ("nobody's", CLOSED),
    ],
)
def test_nothing_is_asked_without_a_stop_that_filled(
    trade: Trade, order_id: str, found: dict[str, Any]
) -> None:
    payments = Payments()
    book_funding(payments, trade, order_id, found)
    assert payments.asked == []
