"""Isolated positions are liquidated at their price, alone, and for no more than their margin."""

from decimal import Decimal

import pytest

from enygma.sandbox.trading import FillReason, OrderStatus, PositionChanged, PositionNews

MINUTE_MS = 60_000
CRASH = (50_000.0, 40_000.0)
RALLY = (50_000.0, 60_000.0)


@pytest.mark.parametrize(("side", "prices"), [("buy", CRASH), ("sell", RALLY)])
def test_a_liquidated_position_costs_its_margin_and_its_opening_fee(
    script, order, uid, start_ms, side, prices
):
    exchange = script(*prices)
    exchange.place(uid, order(side, 10, leverage=10))
    (position,) = exchange.positions(uid)
    exchange.advance(start_ms + MINUTE_MS)
    (closed,) = exchange.closed_positions(uid)
    assert closed.liquidated
    assert closed.result == -position.margin - position.fees
    assert exchange.overview(uid).balance == 10_000 + closed.result
    assert exchange.books_balance() == 0
    assert exchange._floor.house.insurance > 0


def test_it_happens_at_the_first_mark_price_beyond_the_liquidation_price(
    script, order, uid, start_ms, heard
):
    exchange = script(*CRASH)
    exchange.place(uid, order("buy", 10, leverage=10))
    price = exchange.positions(uid)[0].liquidation_price
    events = heard(exchange)
    exchange.advance(start_ms + MINUTE_MS)
    (news,) = [e for e in events if isinstance(e, PositionChanged)]
    market = exchange._floor.market
    assert news.reason is PositionNews.LIQUIDATION
    assert market.prices("XBTUSDTM", news.ms).mark <= price
    assert market.prices("XBTUSDTM", news.ms - 1).mark > price


def test_the_history_shows_the_order_of_the_liquidation(script, order, uid, start_ms):
    exchange = script(*CRASH)
    exchange.place(uid, order("buy", 10, leverage=10))
    bankrupt = exchange.positions(uid)[0].bankruptcy_price
    exchange.advance(start_ms + MINUTE_MS)
    fill = exchange.fills(uid)[-1]
    placed = exchange.order(uid, fill.order_id)
    assert fill.reason is FillReason.LIQUIDATION
    assert abs(fill.price - bankrupt) <= Decimal("0.1")
    assert (placed.status, placed.filled_lots) == (OrderStatus.DONE, 10)


def test_a_gap_beyond_the_bankruptcy_price_is_paid_by_the_insurance(script, order, uid, start_ms):
    exchange = script(50_000.0, 50_000.0)
    exchange.place(uid, order("buy", 100, leverage=100))
    margin = exchange.positions(uid)[0].margin
    market = exchange._floor.market
    for scripts in market._scripts.values():
        scripts["XBTUSDTM"] = (30_000.0,)
    market._minutes.cache_clear()
    market._tape.cache_clear()
    exchange._floor.quotes._latest.clear()
    exchange.advance(start_ms + 1)
    assert exchange.closed_positions(uid)[0].realised == -margin
    assert exchange._floor.house.insurance < 0
    assert exchange.books_balance() == 0


def test_a_stop_beyond_the_bankruptcy_price_loses_no_more_than_the_margin(
    script, order, uid, start_ms
):
    from enygma.sandbox.trading import Stop, StopDirection

    calm = (50_000.0, 50_000.0)
    exchange = script(50_000.0, 44_000.0, marks=calm)
    exchange.place(uid, order("buy", 10, leverage=10))
    (position,) = exchange.positions(uid)
    down = Stop(StopDirection.DOWN, Decimal(44_500))
    exchange.place(uid, order("sell", 10, reduce_only=True, stop=down))
    exchange.advance(start_ms + MINUTE_MS)
    (closed,) = exchange.closed_positions(uid)
    assert not closed.liquidated
    assert closed.result == -position.margin - position.fees
    assert exchange.books_balance() == 0


def test_other_positions_and_the_free_balance_stay_untouched(scripted, order, start_ms):
    from enygma.sandbox.trading import Exchange

    exchange = Exchange(scripted({"XBTUSDTM": CRASH, "ETHUSDTM": (3_000.0, 2_900.0)}), start_ms)
    exchange.open_account(1, Decimal(1_000))
    exchange.place(1, order("buy", 10, leverage=20))
    exchange.place(1, order("buy", 10, symbol="ETHUSDTM", leverage=5))
    before = exchange.overview(1)
    exchange.advance(start_ms + MINUTE_MS)
    (left,) = exchange.positions(1)
    assert left.symbol == "ETHUSDTM"
    assert exchange.overview(1).available == before.available


def test_orders_of_the_contract_are_cancelled_with_it(script, order, uid, start_ms):
    exchange = script(*CRASH)
    exchange.place(uid, order("buy", 10, leverage=10))
    resting = exchange.place(uid, order("sell", 10, "51000", reduce_only=True))
    exchange.advance(start_ms + MINUTE_MS)
    assert resting.status is OrderStatus.DONE
    assert exchange.active_orders(uid) == []


def test_auto_deposit_saves_the_position_while_there_is_money(script, order, uid, start_ms):
    exchange = script(50_000.0, 44_000.0, balance=1_000)
    exchange.set_auto_deposit(uid, "XBTUSDTM", enabled=True)
    exchange.place(uid, order("buy", 10, leverage=10))
    exchange.advance(start_ms + MINUTE_MS)
    (position,) = exchange.positions(uid)
    assert position.added == position.initial
    assert position.liquidation_price < 44_000


def test_auto_deposit_without_money_ends_in_liquidation(script, order, uid, start_ms):
    exchange = script(50_000.0, 30_000.0, balance=120)
    exchange.set_auto_deposit(uid, "XBTUSDTM", enabled=True)
    exchange.place(uid, order("buy", 10, leverage=10))
    exchange.advance(start_ms + MINUTE_MS)
    assert exchange.closed_positions(uid)[0].liquidated
    assert exchange.overview(uid).balance >= 0
    assert exchange.books_balance() == 0
