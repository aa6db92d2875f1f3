"""Take profit and stop loss attached to an entry protect exactly what it has filled."""

from decimal import Decimal

import pytest

from enygma.sandbox.trading import Bracket, OrderStatus, Rejection, StopDirection
from enygma.sandbox.trading.protection import Protection

MINUTE_MS = 60_000
BOTH = Bracket(up_price=Decimal(51_000), down_price=Decimal(49_000))


def test_a_filled_entry_is_never_without_its_stops(script, order, uid):
    exchange = script(50_000.0)
    protection = Protection(exchange)
    entry = exchange.place(uid, order("buy", 5, bracket=BOTH))
    up, down = exchange.active_orders(uid)
    assert (up.stop.direction, down.stop.direction) == (StopDirection.UP, StopDirection.DOWN)
    for child in (up, down):
        assert (child.lots, child.side, child.parent_id) == (5, "sell", entry.id)
        assert child.request.reduce_only
    assert protection.uncovered() == []
    assert protection.unprotected_ms(exchange.now_ms) == {exchange.positions(uid)[0].id: 0}


def test_the_stops_grow_with_every_partial_fill(script, order, uid, start_ms):
    exchange = script(50_000.0, 49_500.0, 50_000.0, volume=900.0)
    protection = Protection(exchange)
    entry = exchange.place(uid, order("buy", 4_000, "49600", leverage=50, bracket=BOTH))
    assert exchange.active_orders(uid) == [entry]
    sizes = []
    for step in range(1, 121):
        exchange.advance(start_ms + step * 1_000)
        stops = [each for each in exchange.active_orders(uid) if each is not entry]
        assert {each.lots for each in stops} <= {entry.filled_lots}
        sizes.append(entry.filled_lots)
    assert len(set(sizes)) >= 4
    assert set(protection.unprotected_ms(exchange.now_ms).values()) == {0}


def test_the_loss_is_cut_and_the_profit_order_goes(script, order, uid, start_ms):
    exchange = script(50_000.0, 48_000.0, 52_000.0)
    exchange.place(uid, order("buy", 5, bracket=BOTH))
    up, down = exchange.active_orders(uid)
    exchange.advance(start_ms + 2 * MINUTE_MS)
    assert (down.filled_lots, up.filled_lots) == (5, 0)
    assert up.status is OrderStatus.DONE
    assert exchange.active_orders(uid) == []
    assert exchange.positions(uid) == []


def test_closing_the_position_by_hand_cancels_both(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 5, bracket=BOTH))
    exchange.place(uid, order("sell", None, close_order=True))
    assert exchange.active_orders(uid) == []


def test_what_one_stop_closes_the_other_does_not_close_again(script, order, uid, start_ms):
    exchange = script(50_000.0, 51_500.0, 48_500.0)
    exchange.place(uid, order("buy", 5))
    exchange.place(uid, order("buy", 3, bracket=BOTH))
    exchange.advance(start_ms + 2 * MINUTE_MS)
    assert exchange.positions(uid)[0].lots == 5
    assert exchange.active_orders(uid) == []


def test_what_the_other_stop_has_closed_is_not_part_of_a_stop(script, order, uid, start_ms):
    exchange = script(50_000.0, 51_500.0, 48_500.0)
    exchange.place(uid, order("buy", 10, bracket=BOTH))
    up, down = exchange.active_orders(uid)
    exchange.fill_share = lambda _order: Decimal("0.4")
    exchange.advance(start_ms + MINUTE_MS)
    assert (up.filled_lots, down.lots, down.status) == (4, 6, OrderStatus.WAITING)
    exchange.fill_share = None
    exchange.advance(start_ms + 2 * MINUTE_MS)
    assert (down.filled_lots, down.cancel_exists) == (6, False)
    assert exchange.positions(uid) == []


@pytest.mark.parametrize(
    ("side", "bracket", "named"),
    [
        ("buy", Bracket(down_price=Decimal(50_500)), "triggerStopDownPrice must be lower"),
        ("buy", Bracket(up_price=Decimal(49_500)), "triggerStopUpPrice must be higher"),
        ("sell", Bracket(up_price=Decimal(49_500)), "triggerStopUpPrice must be higher"),
        ("buy", Bracket(), "both missing"),
        ("buy", Bracket(down_price=Decimal("49000.05")), "multiple of 0.1"),
    ],
)
def test_a_bracket_on_the_wrong_side_refuses_the_entry(script, order, uid, side, bracket, named):
    exchange = script(50_000.0)
    with pytest.raises(Rejection, match=named) as refused:
        exchange.place(uid, order(side, 1, bracket=bracket))
    assert refused.value.code == "100001"
    assert exchange.positions(uid) == []


def test_a_reducing_order_cannot_carry_a_bracket(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 5))
    with pytest.raises(Rejection, match="opening order"):
        exchange.place(uid, order("sell", 5, reduce_only=True, bracket=BOTH))


@pytest.mark.parametrize(
    ("side", "limit", "bracket", "refused"),
    [
        ("buy", "51000", Bracket(down_price=Decimal(50_500)), True),
        ("buy", "51000", Bracket(up_price=Decimal(50_500)), False),
        ("buy", "49000", Bracket(down_price=Decimal(48_500), up_price=Decimal(49_500)), False),
        ("buy", "49000", Bracket(down_price=Decimal(49_500)), True),
        ("sell", "49000", Bracket(up_price=Decimal(49_500)), True),
        ("sell", "51000", Bracket(up_price=Decimal(51_500)), False),
    ],
)
def test_prices_of_a_bracket_are_held_to_where_the_entry_will_be_filled(
    script, order, uid, side, limit, bracket, refused
):
    exchange = script(50_000.0)
    if refused:
        with pytest.raises(Rejection):
            exchange.place(uid, order(side, 1, limit, bracket=bracket))
    else:
        exchange.place(uid, order(side, 1, limit, bracket=bracket))
