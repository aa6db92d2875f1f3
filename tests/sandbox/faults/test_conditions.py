"""Restart, maintenance, a wrong clock, stale books and late orders, as clients meet them."""

import asyncio
from collections.abc import Callable
from typing import Any

import ccxt
import ccxt.async_support
import pytest

from enygma.sandbox import RunningSandbox
from enygma.sandbox.faults import (
    ClockSkew,
    Injector,
    LateOrder,
    Maintenance,
    Restart,
    StaleBook,
)
from enygma.sandbox.server import DEFAULT_KEY
from enygma.sandbox.trading import Exchange, OrderStatus

UID = DEFAULT_KEY.uid
PAIR, SYMBOL = "BTC/USDT:USDT", "XBTUSDTM"


def test_restarted_exchange_refuses_everything_and_then_holds_what_it_held(
    trader: Any, faults: Injector, exchange: Exchange, sandbox: RunningSandbox
) -> None:
    trader.buy()
    stop = trader.stop(50_000)
    faults.add(Restart(duration_ms=20_000))

    for call in (trader.client.fetch_time, trader.client.fetch_positions, trader.buy):
        with pytest.raises(ccxt.NetworkError):
            call()
    sandbox.advance(20_000)

    assert trader.client.fetch_position(PAIR)["contracts"] == 2
    assert exchange.order(UID, stop["id"]).status is OrderStatus.WAITING
    assert len(exchange.orders(UID)) == 2


def test_asynchronous_client_finds_a_restarting_exchange_not_available(
    faults: Injector, sandbox: RunningSandbox, ccxt_options: Callable[..., dict[str, Any]]
) -> None:
    faults.add(Restart())

    async def ask() -> None:
        client = ccxt.async_support.kucoin(ccxt_options(sandbox.url))
        try:
            await client.fetch_time()
        finally:
            await client.close()

    with pytest.raises(ccxt.ExchangeNotAvailable):
        asyncio.run(ask())


def test_maintenance_is_told_and_takes_neither_orders_nor_cancellations(
    trader: Any, faults: Injector, exchange: Exchange, sandbox: RunningSandbox
) -> None:
    resting = trader.bid(50_000)
    faults.add(Maintenance(duration_ms=60_000))

    assert trader.client.futuresPublicGetStatus()["data"]["status"] == "close"
    with pytest.raises(ccxt.ExchangeError, match="300002"):
        trader.buy("second")
    with pytest.raises(ccxt.ExchangeError, match="300002"):
        trader.client.cancel_order(resting["id"])
    assert trader.client.fetch_positions() == []
    sandbox.advance(60_000)

    assert trader.client.futuresPublicGetStatus()["data"]["status"] == "open"
    trader.client.cancel_order(resting["id"])
    assert [order.client_oid for order in exchange.orders(UID)] == ["mine"]


def test_cancellations_pass_while_only_they_do(
    trader: Any, faults: Injector, exchange: Exchange
) -> None:
    resting = trader.bid(50_000)
    faults.add(Maintenance(status="cancelonly"))

    assert trader.client.futuresPublicGetStatus()["data"]["status"] == "cancelonly"
    with pytest.raises(ccxt.ExchangeError, match="300002"):
        trader.buy("second")
    trader.client.cancel_order(resting["id"])

    assert exchange.active_orders(UID) == []


@pytest.mark.parametrize("skew_ms", [-10_000, 10_000])
def test_wrong_clock_is_told_and_refuses_signatures(
    trader: Any, faults: Injector, exchange: Exchange, sandbox: RunningSandbox, skew_ms: int
) -> None:
    faults.add(ClockSkew(skew_ms=skew_ms))

    assert trader.client.fetch_time() == sandbox.server.venue.now_ms() + skew_ms
    with pytest.raises(ccxt.InvalidNonce, match="400002"):
        trader.buy()
    assert exchange.orders(UID) == []
    assert trader.client.fetch_ticker(PAIR)["last"] > 0


def test_skew_within_the_window_is_accepted(trader: Any, faults: Injector) -> None:
    faults.add(ClockSkew(skew_ms=-4000))

    assert trader.buy()["id"]


def test_stale_book_stands_still_while_the_market_moves(
    trader: Any, faults: Injector, sandbox: RunningSandbox
) -> None:
    def best(pair: str) -> tuple[Any, Any]:
        book = trader.client.fetch_order_book(pair, 20)
        return book["bids"][0], book["asks"][0]

    before, other = best(PAIR), best("ETH/USDT:USDT")
    faults.add(StaleBook(duration_ms=3_600_000, symbol=SYMBOL))
    sandbox.advance(1_800_000)
    ticker = trader.client.fetch_ticker(PAIR)

    assert best(PAIR) == before
    assert (ticker["bid"], ticker["ask"]) == (before[0][0], before[1][0])
    assert best("ETH/USDT:USDT") != other
    filled = trader.client.fetch_order(trader.buy()["id"])["average"]
    assert filled != pytest.approx(before[1][0], rel=1e-5)
    sandbox.advance(1_800_000)
    assert best(PAIR) != before


def test_late_order_cannot_be_found_at_once_and_is_not_placed_twice(
    trader: Any, faults: Injector, exchange: Exchange, sandbox: RunningSandbox
) -> None:
    faults.add(LateOrder(lag_ms=500))
    order_id = trader.buy("mine")["id"]

    for asked, named in ((order_id, {}), ("", {"clientOid": "mine"})):
        with pytest.raises(ccxt.OrderNotFound):
            trader.client.fetch_order(asked, PAIR, named)
    with pytest.raises(ccxt.ExchangeError, match="clientOid parameter repeated"):
        trader.buy("mine")
    assert len(exchange.orders(UID)) == 1
    sandbox.advance(500)

    assert trader.client.fetch_order(order_id, PAIR)["status"] == "closed"
    assert trader.client.fetch_position(PAIR)["contracts"] == 2
