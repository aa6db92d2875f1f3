"""Candles over the socket, through the object that freqtrade uses for it."""

import asyncio
from typing import Any

import pytest
from freqtrade.enums import CandleType
from freqtrade.exchange import timeframe_to_prev_date
from freqtrade.util import dt_ts

from enygma.exchange.client import AsyncClient

PAIR = "ETH/USDT:USDT"


async def first_candle(client: AsyncClient) -> list[Any]:
    candles = await asyncio.wait_for(client.watch_ohlcv(PAIR, "1m"), 15)
    return list(candles[-1])


def socket_client(live_venue: Any, connect: Any) -> AsyncClient:
    """freqtrade's third ccxt object: markets are given to it, and no session was opened."""
    exchange = connect(url=live_venue.url)
    client = exchange._init_ccxt(
        exchange._config["exchange"], False, exchange._config["exchange"]["ccxt_config"]
    )
    assert isinstance(client, AsyncClient)
    client.set_markets_from_exchange(exchange._api_async)
    return client


def test_a_candle_arrives_without_a_session_opened_before(live_venue: Any, connect: Any) -> None:
    client = socket_client(live_venue, connect)

    async def watch() -> list[Any]:
        try:
            return await first_candle(client)
        finally:
            await client.close()

    opened, *prices = asyncio.run(watch())
    assert abs(opened - dt_ts(timeframe_to_prev_date("1m"))) <= 60_000
    open_, high, low, close, volume = prices
    assert low <= min(open_, close) <= max(open_, close) <= high
    assert volume >= 0


def test_a_reset_connection_gets_a_new_token(live_venue: Any, connect: Any) -> None:
    client = socket_client(live_venue, connect)

    async def addresses() -> list[str]:
        seen = []
        for _ in range(2):
            seen.append(await client.negotiate(False, True))
            await first_candle(client)
            await client.close()
        return seen

    first, second = asyncio.run(addresses())
    assert first != second
    assert "urls" not in client.options


def test_a_closed_socket_forgets_its_token_and_no_other(live_venue: Any, connect: Any) -> None:
    client = socket_client(live_venue, connect)
    client.options["urls"] = {"publicFutures": "a", "privateFutures": "b"}
    client._forget_token("ws://127.0.0.1:1/endpoint?token=t&connectId=publicFutures")
    assert client.options["urls"] == {"privateFutures": "b"}
    client._forget_token("ws://127.0.0.1:1/endpoint")
    assert client.options["urls"] == {"privateFutures": "b"}
    asyncio.run(client.close())


@pytest.mark.parametrize("enabled", [True, False])
def test_freqtrade_takes_candles_from_the_socket_where_it_is_enabled(
    live_venue: Any, configure: Any, connect: Any, enabled: bool
) -> None:
    settings = {**configure(url=live_venue.url)["exchange"], "enable_ws": enabled}
    exchange = connect(exchange=settings)
    usable = exchange._can_use_websocket(exchange._exchange_ws, PAIR, "1m", CandleType.FUTURES)
    assert usable is enabled
    assert not exchange._can_use_websocket(exchange._exchange_ws, PAIR, "1h", CandleType.MARK)
