"""Hedge mode: a long and a short position of one contract, side by side."""

import pytest

from enygma.sandbox.trading import OrderStatus, PositionMode, PositionSide, Rejection

MINUTE_MS = 60_000
LONG, SHORT = PositionSide.LONG, PositionSide.SHORT


@pytest.fixture
def hedged(script, uid):
    """An exchange whose account is in hedge mode."""

    def make(*prices, **options):
        exchange = script(*prices, **options)
        exchange.set_position_mode(uid, PositionMode.HEDGE)
        return exchange

    return make


def test_both_sides_are_held_at_once(hedged, order, uid):
    exchange = hedged(50_000.0)
    exchange.place(uid, order("buy", 5, position_side=LONG))
    exchange.place(uid, order("sell", 3, position_side=SHORT))
    assert {each.position_side: each.lots for each in exchange.positions(uid)} == {
        LONG: 5,
        SHORT: -3,
    }
    assert exchange.books_balance() == 0


def test_an_order_against_its_own_side_closes_and_never_flips(hedged, order, uid):
    exchange = hedged(50_000.0)
    exchange.place(uid, order("buy", 5, position_side=LONG))
    placed = exchange.place(uid, order("sell", 8, position_side=LONG))
    assert (placed.filled_lots, placed.cancelled_lots) == (5, 3)
    assert exchange.positions(uid) == []


def test_a_side_without_a_position_has_nothing_to_close(hedged, order, uid):
    exchange = hedged(50_000.0)
    exchange.place(uid, order("buy", 5, position_side=LONG))
    with pytest.raises(Rejection) as refused:
        exchange.place(uid, order("buy", 5, position_side=SHORT))
    assert refused.value.code == "300009"


def test_a_closing_order_takes_the_side_from_the_position(hedged, order, uid):
    exchange = hedged(50_000.0)
    exchange.place(uid, order("buy", 5, position_side=LONG))
    exchange.place(uid, order("sell", 3, position_side=SHORT))
    placed = exchange.place(uid, order(None, None, close_order=True, position_side=SHORT))
    assert (placed.side, placed.filled_lots) == ("buy", 3)


@pytest.mark.parametrize(
    ("mode", "side", "code"),
    [
        (PositionMode.ONE_WAY, LONG, "330011"),
        (PositionMode.HEDGE, PositionSide.BOTH, "330012"),
    ],
)
def test_orders_of_the_other_mode_are_refused(script, order, uid, mode, side, code):
    exchange = script(50_000.0)
    exchange.set_position_mode(uid, mode)
    with pytest.raises(Rejection) as refused:
        exchange.place(uid, order("buy", 1, position_side=side))
    assert refused.value.code == code


def test_one_side_is_liquidated_without_the_other(hedged, order, uid, start_ms):
    exchange = hedged(50_000.0, 44_000.0)
    exchange.place(uid, order("buy", 5, position_side=LONG))
    exchange.place(uid, order("sell", 5, position_side=SHORT))
    resting = exchange.place(uid, order("sell", 1, "52000", position_side=SHORT))
    exchange.advance(start_ms + MINUTE_MS)
    (left,) = exchange.positions(uid)
    assert left.position_side is SHORT
    assert resting.status is OrderStatus.OPEN
    assert exchange.books_balance() == 0
