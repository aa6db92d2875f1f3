"""What a ccxt client sees of each fault of a request, and what the exchange then holds."""

import time
from collections.abc import Callable
from typing import Any

import ccxt
import pytest

from enygma.sandbox import RunningSandbox
from enygma.sandbox.faults import (
    DroppedAnswer,
    DuplicatedRequest,
    Fault,
    Injector,
    Latency,
    Match,
    PartialFill,
    RateLimited,
    RejectedStop,
    ServerError,
    TimeoutAfter,
    TimeoutBefore,
)
from enygma.sandbox.server import DEFAULT_KEY
from enygma.sandbox.trading import Exchange, OrderStatus

UID = DEFAULT_KEY.uid
PLACING = Match(method="POST", path="/api/v1/orders")


def lots_held(exchange: Exchange) -> int:
    return sum(position.lots for position in exchange.positions(UID))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (TimeoutBefore(), ccxt.RequestTimeout),
        (TimeoutBefore(answer_by="cut"), ccxt.NetworkError),
        (RateLimited(), ccxt.RateLimitExceeded),
        (ServerError(status=500), ccxt.ExchangeNotAvailable),
        (ServerError(status=502), ccxt.ExchangeNotAvailable),
        (ServerError(status=503), ccxt.ExchangeNotAvailable),
        (ServerError(status=504), ccxt.RequestTimeout),
    ],
)
def test_order_that_never_arrived_does_not_exist(
    trader: Any, faults: Injector, exchange: Exchange, fault: Fault, error: type[Exception]
) -> None:
    faults.add(fault, PLACING)

    with trader.facing(fault), pytest.raises(error):
        trader.buy()

    assert exchange.orders(UID) == []
    assert faults.is_idle
    trader.buy()
    assert lots_held(exchange) == 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (TimeoutAfter(), ccxt.RequestTimeout),
        (TimeoutAfter(answer_by="cut"), ccxt.NetworkError),
        (DroppedAnswer(), ccxt.NetworkError),
        (ServerError(status=503, processed=True), ccxt.ExchangeNotAvailable),
        (ServerError(status=504, processed=True), ccxt.RequestTimeout),
        (DuplicatedRequest(hears="second"), ccxt.ExchangeError),
    ],
)
def test_order_whose_answer_was_lost_exists_once_and_is_found_by_its_client_oid(
    trader: Any, faults: Injector, exchange: Exchange, fault: Fault, error: type[Exception]
) -> None:
    faults.add(fault, PLACING)

    with trader.facing(fault), pytest.raises(error):
        trader.buy()

    assert [order.client_oid for order in exchange.orders(UID)] == ["mine"]
    assert lots_held(exchange) == 2
    found = trader.client.fetch_order(None, None, {"clientOid": "mine"})
    assert (found["filled"], found["clientOrderId"]) == (2, "mine")


def test_request_that_arrives_twice_places_one_order(
    trader: Any, faults: Injector, exchange: Exchange
) -> None:
    faults.add(DuplicatedRequest(), PLACING)

    answer = trader.buy()

    assert [order.id for order in exchange.orders(UID)] == [answer["id"]]
    assert lots_held(exchange) == 2


def test_cancellation_whose_answer_was_lost_has_happened(
    trader: Any, faults: Injector, exchange: Exchange
) -> None:
    order = trader.bid(50_000)
    faults.add(TimeoutAfter(answer_by="cut"), Match(method="DELETE"))

    with pytest.raises(ccxt.NetworkError):
        trader.client.cancel_order(order["id"])

    assert exchange.order(UID, order["id"]).status is OrderStatus.DONE
    with pytest.raises(ccxt.BadRequest, match="100004"):
        trader.client.cancel_order(order["id"])


@pytest.mark.parametrize("way", ["out", "back"])
def test_slow_answer_arrives_late_and_whole(
    trader: Any, faults: Injector, exchange: Exchange, way: Any
) -> None:
    faults.add(Latency(ms=120, way=way), PLACING)

    began = time.monotonic()
    answer = trader.buy()

    assert time.monotonic() - began >= 0.12
    assert exchange.order(UID, answer["id"]).filled_lots == 2


def test_request_slower_than_the_clients_patience_is_processed_all_the_same(
    trader: Any, faults: Injector, exchange: Exchange, sandbox: RunningSandbox
) -> None:
    slow = Latency(ms=700)
    faults.add(slow, PLACING)

    with trader.facing(slow), pytest.raises(ccxt.RequestTimeout):
        trader.buy()
    deadline = time.monotonic() + 5
    while not exchange.orders(UID) and time.monotonic() < deadline:
        trader.client.fetch_time()

    assert lots_held(exchange) == 2


def test_storm_of_429_refuses_as_often_as_it_was_told_to(
    trader: Any, faults: Injector, exchange: Exchange
) -> None:
    faults.add(RateLimited(reset_ms=1500), count=3)

    for _ in range(3):
        with pytest.raises(ccxt.RateLimitExceeded):
            trader.buy()
    assert trader.client.last_response_headers["gw-ratelimit-remaining"] == "0"
    assert trader.client.last_response_headers["gw-ratelimit-reset"] == "1500"
    trader.buy()

    assert len(exchange.orders(UID)) == 1


def test_rejected_stop_leaves_the_position_and_other_orders_alone(
    trader: Any, faults: Injector, exchange: Exchange
) -> None:
    faults.add(RejectedStop())
    trader.buy()

    with pytest.raises(ccxt.ExchangeError, match="300004"):
        trader.stop(50_000)
    assert lots_held(exchange) == 2
    stop = trader.stop(50_000)

    assert exchange.order(UID, stop["id"]).status is OrderStatus.WAITING


def test_market_order_is_filled_in_part_and_its_rest_cancelled(
    trader: Any, faults: Injector, exchange: Exchange
) -> None:
    faults.add(PartialFill())
    answer = trader.buy(lots=10)

    order = trader.client.fetch_order(answer["id"])
    assert (order["filled"], order["remaining"], order["status"]) == (5, 5, "canceled")
    assert lots_held(exchange) == 5
    trader.buy("whole", lots=10)
    assert lots_held(exchange) == 15


def test_limit_order_is_filled_in_part_and_its_rest_stays(
    trader: Any, faults: Injector, exchange: Exchange
) -> None:
    faults.add(PartialFill())
    answer = trader.bid(74_500, lots=10)

    order = trader.client.fetch_order(answer["id"])
    assert (order["filled"], order["remaining"], order["status"]) == (5, 5, "open")
    assert lots_held(exchange) == 5


@pytest.mark.parametrize(
    "match",
    [Match(method="DELETE"), Match(path="/api/v1/stopOrders"), Match(symbol="ETHUSDTM")],
)
def test_fault_meets_only_what_it_is_meant_for(trader: Any, faults: Injector, match: Match) -> None:
    faults.add(ServerError(), match)

    assert trader.buy()["id"]
    assert len(faults.standing()) == 1


def test_control_api_meets_no_faults(
    sandbox: RunningSandbox, faults: Injector, ask: Callable[..., Any]
) -> None:
    faults.add(ServerError(status=500))

    assert ask(f"{sandbox.url}/__sandbox__/health")[0] == 200
    assert ask(f"{sandbox.url}/api/v1/timestamp")[0] == 500
    assert ask(f"{sandbox.url}/api/v1/timestamp")[0] == 200
