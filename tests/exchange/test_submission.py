"""One intent, one order: whatever happens on the line."""

from pathlib import Path
from typing import Any

import pytest
from freqtrade.exceptions import DependencyException, InvalidOrderException, TemporaryError

from enygma.exchange.intents import Purpose
from enygma.exchange.submission import UnresolvedOrderError
from enygma.sandbox.faults import (
    DroppedAnswer,
    DuplicatedRequest,
    LateOrder,
    RateLimited,
    ServerError,
    TimeoutAfter,
    TimeoutBefore,
)

PAIR = "ETH/USDT:USDT"
BY_CLIENT_OID = "/api/v1/orders/byClientOid"
ACCEPTED = [
    TimeoutAfter(answer_by="cut"),
    DroppedAnswer(),
    ServerError(status=500, processed=True),
    ServerError(status=504, processed=True),
    DuplicatedRequest(hears="second"),
]
NEVER_ARRIVED = [
    TimeoutBefore(answer_by="cut"),
    ServerError(status=500),
    ServerError(status=502),
    ServerError(status=503),
]


def names(faults: list[Any]) -> list[str]:
    return [f"{each.name}-{getattr(each, 'status', '')}" for each in faults]


def leave(bot: Any, floor: Any, amount: float) -> dict[str, Any]:
    return floor.enter(bot, side="sell", amount=amount, reduceOnly=True)


def stop_at(bot: Any, floor: Any, share: float) -> dict[str, Any]:
    price = floor.price() * share
    return dict(bot.create_stoploss(PAIR, 1.0, price, {"stoploss": "market"}, "sell", 5.0))


@pytest.mark.parametrize("fault", ACCEPTED, ids=names(ACCEPTED))
def test_an_order_whose_answer_was_lost_is_found_and_not_repeated(floor: Any, fault: Any) -> None:
    bot = floor.bot()
    floor.fail(fault, "POST", "/api/v1/st-orders")
    entry = floor.enter(bot)
    assert floor.position() == 100
    assert floor.orders_of_test()[0].id == entry["id"]
    floor.fail(fault, "POST", "/api/v1/orders")
    stop = stop_at(bot, floor, 0.985)
    assert [each.id for each in floor.stops()] == [stop["id"]]
    floor.fail(fault, "POST", "/api/v1/orders")
    leave(bot, floor, 0.25)
    assert floor.position() == 75


@pytest.mark.parametrize("fault", NEVER_ARRIVED, ids=names(NEVER_ARRIVED))
def test_an_order_that_never_arrived_is_sent_again_under_its_name(floor: Any, fault: Any) -> None:
    bot = floor.bot()
    floor.fail(fault, "POST", "/api/v1/st-orders", count=2)
    entry = floor.enter(bot)
    assert floor.position() == 100
    floor.fail(fault, "POST", "/api/v1/orders")
    stop_at(bot, floor, 0.985)
    assert floor.own_lots() == 100
    floor.fail(fault, "POST", "/api/v1/orders")
    leave(bot, floor, 0.25)
    assert floor.position() == 75
    assert bot.fetch_order(entry["id"], PAIR)["clientOrderId"] == entry["clientOrderId"]


def test_an_entry_that_never_arrived_is_not_sent_again_once_entries_are_shut(floor: Any) -> None:
    bot = floor.bot()
    floor.fail(TimeoutBefore(answer_by="cut"), "POST", "/api/v1/st-orders")
    gate = bot.entry_gate
    reasons = iter([[], ["the kill switch was thrown meanwhile"]])
    gate.reasons = lambda: next(reasons)
    with pytest.raises(UnresolvedOrderError):
        floor.enter(bot)
    assert floor.orders_of_test() == []
    del gate.reasons
    floor.advance(20)
    floor.enter(bot)
    assert floor.position() == 100


@pytest.mark.parametrize("body", ["<html>Welcome to the hotel</html>", "", "[]"])
def test_a_page_instead_of_an_answer_may_hide_an_order_and_is_asked_about(
    floor: Any, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = floor.bot()
    read, pages = bot._api.session.request, []

    def through_a_portal(method: str, *rest: Any, **options: Any) -> Any:
        answer = read(method, *rest, **options)
        if method == "POST" and not pages:
            pages.append(answer)
            answer._content = body.encode()
        return answer

    monkeypatch.setattr(bot._api.session, "request", through_a_portal)
    placed = floor.enter(bot)
    assert [each.id for each in floor.orders_of_test() if each.parent_id is None] == [placed["id"]]


def test_a_repeated_request_cannot_place_a_second_order(floor: Any) -> None:
    bot = floor.bot()
    floor.fail(DuplicatedRequest(hears="first"), "POST", "*orders")
    floor.enter(bot)
    assert floor.position() == 100


def test_a_refusal_is_final_and_nothing_is_asked(floor: Any, wire_of: Any) -> None:
    bot = floor.bot()
    wire = wire_of(bot)
    with pytest.raises(DependencyException, match="Insufficient funds to place the entry order"):
        floor.enter(bot, amount=30.0, ordertype="limit")
    assert wire.sent.count("POST /api/v1/st-orders") == 1
    assert f"GET {BY_CLIENT_OID}" not in wire.sent
    assert bot.intents.open_intents() == []


def test_a_full_pool_of_requests_is_a_refusal(floor: Any) -> None:
    bot = floor.bot()
    floor.fail(RateLimited(), "POST", "/api/v1/st-orders")
    with pytest.raises(TemporaryError, match="quota"):
        floor.enter(bot)
    assert bot.intents.open_intents() == []
    assert floor.enter(bot)["status"] == "open"
    assert floor.position() == 100


@pytest.mark.parametrize("arrived", [True, False])
def test_what_cannot_be_told_is_told_by_the_next_call(floor: Any, arrived: bool) -> None:
    bot = floor.bot()
    lost = TimeoutAfter(answer_by="cut") if arrived else TimeoutBefore(answer_by="cut")
    floor.fail(lost, "POST", "/api/v1/st-orders")
    floor.fail(ServerError(status=503), "GET", BY_CLIENT_OID, count=3)
    with pytest.raises(UnresolvedOrderError, match="is not known"):
        floor.enter(bot)
    (record,) = bot.intents.open_intents()
    assert record.order_id is None
    floor.advance(20)
    entry = floor.enter(bot)
    assert floor.position() == 100
    assert (entry["clientOrderId"] == record.intent.client_oid) is arrived


def test_no_other_entry_leaves_while_one_is_unresolved(floor: Any, wire_of: Any) -> None:
    bot = floor.bot()
    floor.fail(TimeoutAfter(answer_by="cut"), "POST", "/api/v1/st-orders")
    floor.fail(ServerError(status=503), "GET", BY_CLIENT_OID, count=4)
    wire = wire_of(bot)
    for _ in range(2):
        with pytest.raises(UnresolvedOrderError):
            floor.enter(bot)
    assert wire.sent.count("POST /api/v1/st-orders") == 1
    assert floor.position() == 100
    assert floor.protected_lots() == 100


def test_a_lost_entry_of_the_other_side_is_left_to_reconciliation(floor: Any) -> None:
    bot = floor.bot()
    floor.fail(TimeoutAfter(answer_by="cut"), "POST", "/api/v1/st-orders")
    floor.fail(ServerError(status=503), "GET", BY_CLIENT_OID, count=3)
    with pytest.raises(UnresolvedOrderError):
        floor.enter(bot)
    with pytest.raises(DependencyException, match="Reconciliation takes it up"):
        floor.enter(bot, side="sell")
    assert floor.position() == 100


def test_a_lost_partial_exit_is_not_made_twice(floor: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    floor.fail(TimeoutAfter(answer_by="cut"), "POST", "/api/v1/orders")
    floor.fail(ServerError(status=503), "GET", BY_CLIENT_OID, count=4)
    for _ in range(2):
        with pytest.raises(UnresolvedOrderError):
            leave(bot, floor, 0.25)
    assert floor.position() == 75
    leave(bot, floor, 0.25)
    assert floor.position() == 75


def test_a_full_exit_does_not_wait_for_a_lost_one(floor: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    floor.fail(TimeoutBefore(answer_by="cut"), "POST", "/api/v1/orders")
    floor.fail(ServerError(status=503), "GET", BY_CLIENT_OID, count=4)
    with pytest.raises(UnresolvedOrderError):
        leave(bot, floor, 1.0)
    leave(bot, floor, 1.0)
    assert floor.position() == 0


def test_an_entry_is_not_sent_when_it_cannot_be_written_down(
    floor: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = floor.bot()
    floor.enter(bot, amount=0.5)
    monkeypatch.setattr(type(bot.intents), "_append", _full_disk)
    with pytest.raises(DependencyException, match=r"cannot be written \(.*No space"):
        floor.enter(bot, amount=0.5)
    assert floor.position() == 50
    stop_at(bot, floor, 0.985)
    assert floor.own_lots() == 50
    leave(bot, floor, 0.5)
    assert floor.position() == 0


def _full_disk(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


def test_pending_intents_are_asked_about_after_a_restart(floor: Any) -> None:
    bot = floor.bot()
    floor.fail(TimeoutAfter(answer_by="cut"), "POST", "/api/v1/st-orders")
    floor.fail(ServerError(status=503), "GET", BY_CLIENT_OID, count=3)
    with pytest.raises(UnresolvedOrderError):
        floor.enter(bot)
    bot.close()
    (record,) = floor.bot().resolve_intents()
    assert record.intent.purpose is Purpose.ENTRY
    assert record.order_id == floor.orders_of_test()[0].id


@pytest.mark.parametrize("lag_ms", [300, 1200, 4000])
def test_an_order_that_is_shown_late_is_not_placed_twice(floor: Any, lag_ms: int) -> None:
    bot = floor.bot()
    floor.stand(LateOrder(lag_ms=lag_ms, duration_ms=60_000))
    floor.fail(TimeoutAfter(answer_by="cut"), "POST", "/api/v1/st-orders")
    for _ in range(3):
        try:
            entry = floor.enter(bot)
            break
        except UnresolvedOrderError:
            floor.advance(5)
    assert floor.position() == 100
    assert entry["id"] == floor.orders_of_test()[0].id
    assert len([each for each in floor.orders_of_test() if each.parent_id is None]) == 1


def test_a_stop_that_is_shown_late_closes_no_trade(floor: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    floor.stand(LateOrder(lag_ms=30_000, duration_ms=60_000))
    stop = stop_at(bot, floor, 0.985)
    with pytest.raises(TemporaryError, match="does not show"):
        stop_at(bot, floor, 0.985)
    with pytest.raises(InvalidOrderException, match="stays where it is"):
        bot.cancel_stoploss_order_with_result(stop["id"], PAIR, 1.0)
    assert [each.id for each in floor.stops()] == [stop["id"]]
    floor.advance(31)
    moved = stop_at(bot, floor, 0.985)
    assert moved["status"] == "open"
    # as long as the new one is not shown, it may have been triggered: the old one stays
    assert [each.id for each in floor.stops()] == [stop["id"], moved["id"]]
    floor.advance(31)
    bot.tend_orders()
    assert [each.id for each in floor.stops()] == [moved["id"]]
