"""Reduce-only orders never open and never flip a position."""

from decimal import Decimal

import pytest

from enygma.sandbox.trading import (
    OrderChanged,
    OrderNews,
    OrderStatus,
    Rejection,
    Stop,
    StopDirection,
)

MINUTE_MS = 60_000


def test_without_a_position_there_is_nothing_to_reduce(script, order, uid):
    exchange = script(50_000.0)
    for request in (
        order("sell", 1, reduce_only=True),
        order("sell", None, close_order=True),
        order(
            "sell",
            1,
            reduce_only=True,
            stop=Stop(StopDirection.DOWN, Decimal(49_000)),
        ),
    ):
        with pytest.raises(Rejection) as refused:
            exchange.place(uid, request)
        assert refused.value.code == "300009"


def test_on_the_side_of_the_position_there_is_nothing_to_reduce(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 3))
    with pytest.raises(Rejection) as refused:
        exchange.place(uid, order("buy", 1, reduce_only=True))
    assert refused.value.code == "300009"


def test_lots_beyond_the_position_are_cancelled(script, order, uid, heard):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 3))
    events = heard(exchange)
    placed = exchange.place(uid, order("sell", 5, reduce_only=True))
    cuts = [e for e in events if isinstance(e, OrderChanged) and e.kind is OrderNews.UPDATE]
    assert (placed.filled_lots, placed.cancelled_lots) == (3, 2)
    assert [each.cancelled_lots for each in cuts] == [2]
    assert exchange.positions(uid) == []


def test_a_resting_one_shrinks_with_the_position_and_goes_with_it(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 10))
    resting = exchange.place(uid, order("sell", 10, "51000", reduce_only=True))
    exchange.place(uid, order("sell", 4, reduce_only=True))
    assert (resting.remaining_lots, resting.status) == (6, OrderStatus.OPEN)
    exchange.place(uid, order("sell", None, close_order=True))
    assert resting.status is OrderStatus.DONE


def test_several_resting_ones_together_do_not_flip_it(script, order, uid, start_ms):
    exchange = script(50_000.0, 50_200.0)
    exchange.place(uid, order("buy", 10))
    first = exchange.place(uid, order("sell", 10, "50100", reduce_only=True))
    second = exchange.place(uid, order("sell", 10, "50100", reduce_only=True))
    exchange.advance(start_ms + MINUTE_MS)
    assert (first.filled_lots, second.filled_lots) == (10, 0)
    assert exchange.positions(uid) == []


def test_a_closing_order_needs_neither_side_nor_size(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("sell", 6))
    placed = exchange.place(uid, order(None, None, leverage=None, close_order=True))
    assert (placed.side, placed.filled_lots) == ("buy", 6)


def test_a_position_can_be_left_below_one_lot_by_nothing(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 3))
    for _ in range(3):
        exchange.place(uid, order("sell", 1, reduce_only=True))
    (closed,) = exchange.closed_positions(uid)
    assert closed.lots == 3
    assert exchange.books_balance() == 0


def test_no_limit_below_the_bankruptcy_price_closes_a_long(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 10, leverage=25))
    with pytest.raises(Rejection, match="bankruptcy price: 48000"):
        exchange.place(uid, order("sell", 10, "47999.9", reduce_only=True, leverage=25))


def test_one_large_taker_does_not_flip_it_through_several_of_them(script, order, uid):
    exchange = script(50_000.0, volume=0.0)
    exchange.open_account(8, Decimal(10_000))
    exchange.place(uid, order("buy", 10))
    resting = [
        exchange.place(uid, order("sell", 10, "50000.1", reduce_only=True)) for _ in range(2)
    ]
    exchange.place(8, order("buy", 40, "50000.1"))
    assert [each.filled_lots for each in resting] == [10, 0]
    assert exchange.positions(uid) == []
    assert exchange.books_balance() == 0
