"""Limit orders take what is there and rest with what is left."""

from decimal import Decimal

import pytest

from enygma.sandbox.trading import (
    Liquidity,
    OrderStatus,
    Rejection,
    SelfTradePrevention,
    TimeInForce,
)

MINUTE_MS = 60_000
OTHER = 8


def test_a_limit_order_rests_until_the_market_trades_at_its_price(script, order, uid, start_ms):
    exchange = script(50_000.0, 49_900.0, 49_800.0)
    placed = exchange.place(uid, order("buy", 5, "49850"))
    exchange.advance(start_ms + MINUTE_MS)
    assert placed.status is OrderStatus.OPEN
    exchange.advance(start_ms + 2 * MINUTE_MS)
    (fill,) = exchange.fills(uid)
    assert placed.status is OrderStatus.DONE
    assert (fill.price, fill.liquidity) == (Decimal(49_850), Liquidity.MAKER)
    assert fill.fee == fill.value * Decimal("0.0002")
    assert start_ms + MINUTE_MS < fill.ms <= start_ms + 2 * MINUTE_MS


def test_a_resting_order_gets_no_more_lots_than_were_traded(script, order, uid, start_ms):
    exchange = script(50_000.0, 49_000.0, 50_000.0, volume=400.0)
    placed = exchange.place(uid, order("buy", 1_000, "49500", leverage=20))
    exchange.advance(start_ms + MINUTE_MS)
    first = placed.filled_lots
    exchange.advance(start_ms + 2 * MINUTE_MS)
    assert 0 < first < 400
    assert first < placed.filled_lots < 800
    assert placed.status is OrderStatus.OPEN


def test_a_resting_order_reserves_its_margin_and_its_fee(script, order, uid):
    exchange = script(50_000.0)
    placed = exchange.place(uid, order("buy", 10, "49000", leverage=7))
    reserve = (Decimal(490) / 7 + Decimal(490) * Decimal("0.0006")).quantize(Decimal("1e-8"))
    assert exchange.overview(uid).isolated_order_margin == reserve
    exchange.cancel(uid, placed.id)
    assert exchange.overview(uid).available == 10_000
    assert placed.cancelled_lots == 10


def test_orders_of_several_accounts_meet_by_price_and_time(script, order, uid):
    exchange = script(50_000.0, volume=0.0)
    exchange.open_account(OTHER, Decimal(10_000))
    late = exchange.place(OTHER, order("buy", 3, "49999.9", client_oid="late"))
    assert late.status is OrderStatus.OPEN
    early_bid, best_bid = (
        exchange.place(OTHER, order("buy", 3, price, client_oid=price.replace(".", "-")))
        for price in ("49990.0", "49999.9")
    )
    exchange.place(uid, order("sell", 5, "49999.9", time_in_force=TimeInForce.IOC))
    assert (late.filled_lots, best_bid.filled_lots, early_bid.filled_lots) == (3, 1, 0)
    assert exchange.books_balance() == 0


def test_immediate_or_cancel_keeps_nothing_in_the_book(script, order, uid):
    exchange = script(50_000.0)
    placed = exchange.place(uid, order("buy", 3, "49000", time_in_force=TimeInForce.IOC))
    assert (placed.status, placed.cancelled_lots) == (OrderStatus.DONE, 3)


def test_fill_or_kill_trades_all_or_nothing(script, order, uid):
    exchange = script(50_000.0, volume=4.0)
    killed = exchange.place(uid, order("buy", 50, "50000.1", time_in_force=TimeInForce.FOK))
    filled = exchange.place(uid, order("buy", 1, "50100", time_in_force=TimeInForce.FOK))
    assert (killed.filled_lots, killed.cancelled_lots) == (0, 50)
    assert filled.filled_lots == 1


def test_post_only_is_cancelled_rather_than_take(script, order, uid):
    exchange = script(50_000.0)
    refused = exchange.place(uid, order("buy", 3, "50100", post_only=True))
    rested = exchange.place(uid, order("buy", 3, "49900", post_only=True))
    assert (refused.filled_lots, refused.status) == (0, OrderStatus.DONE)
    assert rested.status is OrderStatus.OPEN


@pytest.mark.parametrize(
    ("policy", "left"),
    [
        (SelfTradePrevention.CANCEL_NEW, (OrderStatus.OPEN, OrderStatus.DONE)),
        (SelfTradePrevention.CANCEL_OLD, (OrderStatus.DONE, OrderStatus.OPEN)),
        (SelfTradePrevention.CANCEL_BOTH, (OrderStatus.DONE, OrderStatus.DONE)),
    ],
)
def test_self_trade_prevention_cancels_what_it_says(script, order, uid, policy, left):
    exchange = script(50_000.0, 49_990.0, 50_000.0, volume=0.0)
    exchange.advance(exchange.now_ms + MINUTE_MS - 30_000)
    old = exchange.place(uid, order("buy", 3, "49990"))
    exchange.advance(exchange.now_ms + 30_000)
    exchange.place(uid, order("buy", 3, "49985", client_oid="deeper"))
    new = exchange.place(uid, order("sell", 3, "49990", stp=policy))
    assert exchange.fills(uid) == [] or left[1] is OrderStatus.DONE
    assert (old.status, new.status) == left


def test_without_prevention_an_account_may_trade_with_itself(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("sell", 2, "50000.1"))
    exchange.place(uid, order("buy", 2, "50000.1"))
    assert exchange.books_balance() == 0


def test_an_order_that_only_reduces_needs_no_margin(script, order, uid):
    exchange = script(50_000.0, balance=60)
    exchange.place(uid, order("buy", 10))
    exchange.place(uid, order("sell", 10, "51000"))
    assert exchange.overview(uid).isolated_order_margin == 0
    with pytest.raises(Rejection) as refused:
        exchange.place(uid, order("sell", 10, "51000", force_hold=True))
    assert refused.value.code == "300003"


def test_an_order_that_nothing_backs_any_more_is_cancelled(script, order, uid):
    exchange = script(50_000.0, balance=60)
    exchange.place(uid, order("buy", 10))
    reducing = exchange.place(uid, order("sell", 10, "51000"))
    exchange.place(uid, order("sell", 10, reduce_only=True))
    assert reducing.status is OrderStatus.OPEN, "the freed margin carries it as a short"
    exchange.withdraw(uid, exchange.overview(uid).max_withdraw)
    assert exchange.overview(uid).available == 0


def test_nobody_else_s_order_can_be_cancelled(script, order, uid):
    exchange = script(50_000.0)
    exchange.open_account(OTHER, Decimal(10_000))
    placed = exchange.place(uid, order("buy", 1, "49000"))
    with pytest.raises(Rejection) as refused:
        exchange.cancel(OTHER, placed.id)
    assert refused.value.code == "100004"


def test_cancelling_all_orders_leaves_the_stops(script, order, uid):
    from enygma.sandbox.trading import Stop, StopDirection

    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 1, "49000"))
    waiting = exchange.place(uid, order("buy", 1, stop=Stop(StopDirection.UP, Decimal(51_000))))
    assert len(exchange.cancel_orders(uid)) == 1
    assert exchange.active_orders(uid) == [waiting]
    assert exchange.cancel_stops(uid, "XBTUSDTM") == [waiting]


def test_a_forced_hold_reserves_margin_for_a_reducing_order_too(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 10))
    exchange.place(uid, order("sell", 10, "51000", force_hold=True))
    assert exchange.overview(uid).isolated_order_margin == Decimal("51.306")
