"""Market orders walk the book that the market shows at that instant."""

from decimal import Decimal

import pytest

from enygma.sandbox.trading import (
    Exchange,
    FillHappened,
    OrderChanged,
    OrderNews,
    OrderStatus,
    PositionChanged,
    Rejection,
)

SYMBOL = "XBTUSDTM"
MULTIPLIER = Decimal("0.001")


def levels(exchange: Exchange, count: int) -> list[tuple[Decimal, int]]:
    """The best asks of the market."""
    book = exchange._floor.market.book(SYMBOL, exchange.now_ms, 100)
    return [(Decimal(repr(price)), int(lots)) for price, lots in book.asks[:count].tolist()]


def test_a_market_order_trades_level_by_level(script, order, uid):
    exchange = script(50_000.0)
    (first, first_lots), (second, _) = levels(exchange, 2)
    placed = exchange.place(uid, order("buy", first_lots + 1, leverage=50))
    assert [(each.price, each.lots) for each in exchange.fills(uid)] == [
        (first, first_lots),
        (second, 1),
    ]
    assert placed.status is OrderStatus.DONE
    assert placed.filled_value == MULTIPLIER * (first * first_lots + second)


def test_what_was_taken_is_gone_until_the_market_renews_its_book(script, order, uid):
    exchange = script(50_000.0, balance=10_000_000)
    (first, lots), (second, _) = levels(exchange, 2)
    exchange.place(uid, order("buy", lots))
    exchange.place(uid, order("buy", 1))
    exchange.advance(exchange.now_ms + 1_000)
    exchange.place(uid, order("buy", 1))
    assert [each.price for each in exchange.fills(uid)] == [first, second, first]


def test_what_the_book_does_not_hold_is_cancelled(script, order, uid):
    exchange = script(50_000.0, volume=4.0, balance=1_000_000_000)
    exchange.set_risk_limit_level(uid, SYMBOL, 12)
    offered = sum(lots for _, lots in levels(exchange, 100))
    placed = exchange.place(uid, order("buy", offered + 7, leverage=1))
    assert placed.filled_lots == offered
    assert placed.cancelled_lots == 7
    assert placed.status is OrderStatus.DONE
    assert placed.cancel_exists


def test_a_taker_pays_the_taker_fee_from_the_free_balance(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 10, leverage=5))
    fill = exchange.fills(uid)[0]
    overview = exchange.overview(uid)
    assert fill.fee == fill.open_fee == fill.value * Decimal("0.0006")
    assert overview.balance == 10_000 - fill.fee
    assert overview.isolated_position_margin == fill.value / 5
    assert overview.available == overview.balance - fill.value / 5


def test_an_order_that_the_balance_does_not_cover_leaves_no_trace(script, order, uid, heard):
    exchange = script(50_000.0, balance=100)
    events = heard(exchange)
    before = exchange.snapshot()
    with pytest.raises(Rejection, match=r"The order would cost 100.6000000000") as refused:
        exchange.place(uid, order("buy", 20, leverage=10))
    assert refused.value.code == "300003"
    assert exchange.snapshot() == before
    assert events == []


def test_events_come_in_the_order_in_which_a_client_expects_them(script, order, uid, heard):
    exchange = script(50_000.0)
    events = heard(exchange)
    exchange.place(uid, order("buy", 1))
    kinds = [type(each) for each in events]
    news = [each.kind for each in events if isinstance(each, OrderChanged)]
    assert news == [OrderNews.RECEIVED, OrderNews.MATCH, OrderNews.FILLED]
    assert kinds.index(FillHappened) < kinds.index(PositionChanged)


def test_a_client_oid_is_accepted_once(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 1, client_oid="mine"))
    with pytest.raises(Rejection) as refused:
        exchange.place(uid, order("buy", 1, client_oid="mine"))
    assert refused.value.code == "300018"
    assert len(exchange.orders(uid)) == 1


def test_a_refused_client_oid_may_be_used_again(script, order, uid):
    exchange = script(50_000.0)
    with pytest.raises(Rejection):
        exchange.place(uid, order("buy", 1, "50000.05", client_oid="mine"))
    exchange.place(uid, order("buy", 1, client_oid="mine"))
    assert exchange.order_by_client_oid(uid, "mine").filled_lots == 1


def test_a_sell_beyond_the_position_turns_it(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 10))
    exchange.place(uid, order("sell", 15))
    (position,) = exchange.positions(uid)
    (closed,) = exchange.closed_positions(uid)
    assert position.lots == -5
    assert closed.lots == 10
    assert exchange.books_balance() == 0


def test_a_check_says_what_placing_would_say_and_places_nothing(script, order, uid):
    exchange = script(50_000.0, balance=100)
    before = exchange.snapshot()
    exchange.check(uid, order("buy", 1))
    with pytest.raises(Rejection) as refused:
        exchange.check(uid, order("buy", 30))
    assert refused.value.code == "300003"
    assert exchange.snapshot() == before


def test_a_share_of_the_depth_makes_partial_fills(script, order, uid):
    exchange = script(50_000.0)
    exchange.fill_share = lambda _: Decimal("0.5")
    placed = exchange.place(uid, order("buy", 10))
    assert (placed.filled_lots, placed.cancelled_lots) == (5, 5)


def test_two_exchanges_give_the_same_ids(script, order, uid):
    ids = []
    for _ in range(2):
        exchange = script(50_000.0)
        placed = exchange.place(uid, order("buy", 3))
        fills = [(each.trade_id, each.order_id) for each in exchange.fills(uid)]
        ids.append((placed.id, fills, exchange.positions(uid)[0].id))
    assert ids[0] == ids[1]
    assert ids[0][0].isdecimal()


def test_closing_without_the_reduce_only_flag_needs_no_margin_either(script, order, uid):
    exchange = script(50_000.0, balance=60)
    exchange.place(uid, order("buy", 10))
    exchange.place(uid, order("sell", 10))
    assert exchange.positions(uid) == []


def test_turning_a_position_needs_margin_for_the_new_one_only(script, order, uid):
    exchange = script(50_000.0, balance=110)
    exchange.place(uid, order("buy", 10))
    with pytest.raises(Rejection) as refused:
        exchange.place(uid, order("sell", 25))
    assert refused.value.code == "300003"
    exchange.place(uid, order("sell", 20))
    assert exchange.positions(uid)[0].lots == -10
