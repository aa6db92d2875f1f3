"""Unmodified ccxt.pro follows its own orders, trades, position and balance."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import ccxt.pro
import pytest

from enygma.sandbox.server import DEFAULT_KEY

PAIR, SYMBOL = "BTC/USDT:USDT", "XBTUSDTM"
Play = Callable[[Callable[[Any], Any]], None]
Follow = Callable[[Any], Awaitable[None]]


@pytest.fixture
def follow(
    play: Play, ccxt_options: Callable[..., dict[str, Any]]
) -> Callable[[Callable[[Any, Any], Awaitable[None]]], None]:
    """Run a scenario with a floor and a ccxt.pro client of its first account."""
    key = DEFAULT_KEY
    keys = {"apiKey": key.key, "secret": key.secret, "password": key.passphrase}

    def run(scenario: Callable[[Any, Any], Awaitable[None]]) -> None:
        async def with_client(floor: Any) -> None:
            client = ccxt.pro.kucoin(ccxt_options(floor.server.url, **keys))
            try:
                await client.load_markets()
                await asyncio.wait_for(scenario(floor, client), 20)
            finally:
                await client.close()

        play(with_client)

    return run


Run = Callable[[Callable[[Any, Any], Awaitable[None]]], None]


async def heard(floor: Any, topic: str, watched: Awaitable[Any]) -> "asyncio.Future[Any]":
    """Start to watch, and return once the sandbox has the subscription."""
    task = asyncio.ensure_future(watched)
    while topic not in floor.server.heard_topics():
        await asyncio.sleep(0.01)
        assert not task.done()
    return task


async def buy(client: Any, lots: int = 3) -> Any:
    terms = {"leverage": 5, "marginMode": "isolated"}
    return await client.create_order(PAIR, "market", "buy", lots, None, terms)


def test_orders_and_trades_are_watched(follow: Run) -> None:
    async def scenario(floor: Any, client: Any) -> None:
        orders = await heard(floor, "/contractMarket/tradeOrders", client.watch_orders(PAIR))
        trades = asyncio.ensure_future(client.watch_my_trades(PAIR))
        placed = await buy(client)
        order, trade = (await orders)[-1], (await trades)[-1]

        assert (order["id"], order["symbol"], order["side"]) == (placed["id"], PAIR, "buy")
        assert order["filled"] > 0
        assert (trade["order"], trade["takerOrMaker"]) == (placed["id"], "taker")
        while order["status"] != "closed":
            order = (await client.watch_orders(PAIR))[-1]
        assert (order["filled"], order["amount"]) == (3, 3)

    follow(scenario)


def test_stop_orders_are_watched(follow: Run) -> None:
    async def scenario(floor: Any, client: Any) -> None:
        watched = client.watch_orders(PAIR, params={"trigger": True})
        orders = await heard(floor, "/contractMarket/advancedOrders", watched)
        await buy(client)
        terms = {"stopLossPrice": 50_000, "reduceOnly": True, "leverage": 5}
        stop = await client.create_order(PAIR, "market", "sell", 3, None, terms)
        found = (await orders)[-1]

        assert (found["id"], found["triggerPrice"]) == (stop["id"], 50_000)
        assert found["status"] == "open"

    follow(scenario)


def test_position_is_watched(follow: Run) -> None:
    async def scenario(floor: Any, client: Any) -> None:
        await buy(client)
        snapshot = await client.watch_position(PAIR)
        topic = f"/contract/position:{SYMBOL}"
        position = await heard(floor, topic, client.watch_position(PAIR))
        await buy(client, 2)
        changed = await position

        assert changed["contracts"] == 5
        assert changed["side"] == "long"
        assert snapshot is not None

    follow(scenario)


def test_balance_is_watched(follow: Run) -> None:
    async def scenario(floor: Any, client: Any) -> None:
        balance = await heard(floor, "/contractAccount/wallet", client.watch_balance())
        await buy(client)
        shown = (await balance)["USDT"]
        overview = floor.exchange.overview(floor.uid)

        assert shown["free"] == pytest.approx(float(overview.available))
        assert shown["used"] == pytest.approx(float(overview.isolated_position_margin))

    follow(scenario)
