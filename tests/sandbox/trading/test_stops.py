"""Stop orders wait for a price, at no cost, and become orders when it is reached."""

from decimal import Decimal

import pytest

from enygma.sandbox.trading import (
    OrderChanged,
    OrderStatus,
    PriceType,
    Rejection,
    Stop,
    StopChanged,
    StopDirection,
    StopNews,
)

MINUTE_MS = 60_000
FALL = (50_000.0, 49_900.0, 49_800.0)
RISE = (50_000.0, 50_100.0, 50_200.0)


def stop(direction: str, price: int, price_type: str = "TP") -> Stop:
    return Stop(StopDirection(direction), Decimal(price), PriceType(price_type))


def test_a_waiting_stop_holds_no_margin_back(script, order, uid):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 10, stop=stop("up", 51_000)))
    assert exchange.overview(uid).available == 10_000


@pytest.mark.parametrize(
    ("prices", "direction", "price"), [(FALL, "down", 49_850), (RISE, "up", 50_150)]
)
def test_a_stop_is_triggered_at_the_first_moment_at_its_price(
    script, order, uid, start_ms, heard, prices, direction, price
):
    exchange = script(*prices)
    events = heard(exchange)
    placed = exchange.place(uid, order("buy", 2, stop=stop(direction, price)))
    exchange.advance(start_ms + 2 * MINUTE_MS)
    (triggered,) = [e for e in events if isinstance(e, StopChanged) and e.kind == "triggered"]
    assert placed.status is OrderStatus.DONE
    assert placed.stop_triggered
    assert placed.filled_lots == 2
    last = exchange._floor.market.prices("XBTUSDTM", triggered.ms).last
    before = exchange._floor.market.prices("XBTUSDTM", triggered.ms - 1).last
    assert last == price
    assert before != price


@pytest.mark.parametrize(
    ("price_type", "option"), [("TP", "last"), ("MP", "marks"), ("IP", "indices")]
)
def test_a_stop_watches_the_price_that_it_names(script, order, uid, start_ms, price_type, option):
    calm, moved = (50_000.0,) * 3, (50_000.0, 49_900.0, 49_800.0)
    options = {"marks": calm, "indices": calm}
    if option != "last":
        options[option] = moved
    exchange = script(*(moved if option == "last" else calm), **options)
    kinds = {kind: order("sell", 1, stop=stop("down", 49_850, kind)) for kind in ("TP", "MP", "IP")}
    placed = {kind: exchange.place(uid, request) for kind, request in kinds.items()}
    exchange.advance(start_ms + 2 * MINUTE_MS)
    assert [kind for kind, each in placed.items() if each.stop_triggered] == [price_type]


def test_a_stop_that_is_passed_already_is_triggered_at_once(script, order, uid):
    exchange = script(50_000.0)
    placed = exchange.place(uid, order("buy", 1, stop=stop("down", 50_500)))
    assert (placed.status, placed.filled_lots) == (OrderStatus.DONE, 1)


def test_a_stop_limit_order_rests_after_its_trigger(script, order, uid, start_ms):
    exchange = script(50_000.0, 50_100.0, 50_000.0)
    placed = exchange.place(uid, order("buy", 1, "50050", stop=stop("up", 50_090)))
    exchange.advance(start_ms + MINUTE_MS)
    assert (placed.status, placed.filled_lots) == (OrderStatus.OPEN, 0)
    exchange.advance(start_ms + 2 * MINUTE_MS)
    assert placed.filled_value == Decimal("50.05")


def test_a_triggered_stop_without_funds_is_cancelled(script, order, uid, start_ms, heard):
    exchange = script(*RISE, balance=10)
    placed = exchange.place(uid, order("buy", 10, stop=stop("up", 50_100)))
    events = heard(exchange)
    exchange.advance(start_ms + 2 * MINUTE_MS)
    kinds = [e.kind for e in events if isinstance(e, StopChanged | OrderChanged)]
    assert kinds == [StopNews.TRIGGERED, "canceled"]
    assert (placed.status, placed.cancelled_lots) == (OrderStatus.DONE, 10)


def test_a_stop_that_closes_takes_whatever_is_open_at_its_trigger(script, order, uid, start_ms):
    exchange = script(*FALL)
    exchange.place(uid, order("buy", 3))
    placed = exchange.place(uid, order(None, None, close_order=True, stop=stop("down", 49_850)))
    exchange.place(uid, order("buy", 4))
    exchange.advance(start_ms + 2 * MINUTE_MS)
    assert (placed.lots, placed.filled_lots) == (7, 7)
    assert exchange.positions(uid) == []


def test_an_orphaned_stop_stays_until_its_price_and_does_nothing_then(script, order, uid, start_ms):
    exchange = script(*FALL)
    exchange.place(uid, order("buy", 3))
    orphan = exchange.place(uid, order("sell", 3, reduce_only=True, stop=stop("down", 49_850)))
    exchange.place(uid, order("sell", 3, reduce_only=True))
    assert orphan.status is OrderStatus.WAITING
    exchange.advance(start_ms + 2 * MINUTE_MS)
    assert (orphan.status, orphan.filled_lots) == (OrderStatus.DONE, 0)
    assert exchange.positions(uid) == []


def test_a_stop_can_be_cancelled_and_is_found_by_its_client_oid(script, order, uid, heard):
    exchange = script(50_000.0)
    events = heard(exchange)
    request = order("sell", 1, stop=stop("down", 49_000))
    placed = exchange.place(uid, request)
    assert exchange.order_by_client_oid(uid, request.client_oid) is placed
    exchange.cancel_by_client_oid(uid, "XBTUSDTM", request.client_oid)
    assert placed.cancel_exists
    assert [e.kind for e in events if isinstance(e, StopChanged)] == ["open", "cancel"]
    with pytest.raises(Rejection) as refused:
        exchange.cancel(uid, placed.id)
    assert refused.value.code == "100004"


def test_an_order_is_too_late_for_trades_of_its_own_moment(script, order, uid, start_ms):
    exchange = script(50_000.0, 56_000.0, 57_000.0)
    placed = exchange.place(uid, order("sell", 1, "56000", stop=stop("up", 56_000)))
    moment_ms = start_ms + MINUTE_MS
    exchange.advance(moment_ms)
    trades = exchange._floor.market.trades("XBTUSDTM", moment_ms, moment_ms + 1)
    assert placed.active_ms == moment_ms
    assert set(trades.prices.tolist()) == {56_000.0}
    assert placed.filled_lots == 0
    exchange.advance(moment_ms + MINUTE_MS)
    assert placed.filled_lots == 1
