"""A connection outlives neither its client nor its server, and waits for neither."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from enygma.sandbox import SandboxServer, SteppedClock
from enygma.sandbox.market import Market
from enygma.sandbox.server.sockets.connection import Connection
from enygma.sandbox.server.sockets.hub import Hub
from enygma.sandbox.server.sockets.tokens import Tokens
from enygma.sandbox.server.venue import Venue


class StuckSocket:
    """A client that takes no bytes and says nothing until it is cut off."""

    def __init__(self) -> None:
        self.cut = asyncio.Event()

    async def send_str(self, _text: str) -> None:
        await asyncio.Event().wait()

    def __aiter__(self) -> "StuckSocket":
        return self

    async def __anext__(self) -> Any:
        await self.cut.wait()
        raise StopAsyncIteration


@pytest.fixture
def venue(market: Market, clock: SteppedClock) -> Venue:
    return Venue.open(market, clock)


def test_client_that_takes_no_bytes_is_cut_off(venue: Venue) -> None:
    async def run() -> int:
        socket: Any = StuckSocket()
        hub = Hub(lambda _topic: None)
        connection = Connection(venue, hub, socket, "me", abort=socket.cut.set, send_timeout_s=0.01)
        await asyncio.wait_for(connection.serve(), 5)
        return len(hub)

    assert asyncio.run(run()) == 0


def test_client_that_falls_too_far_behind_is_dropped(venue: Venue) -> None:
    async def run() -> str:
        socket: Any = StuckSocket()
        connection = Connection(venue, Hub(lambda _topic: None), socket, "me", socket.cut.set)
        for _ in range(20_001):
            connection.send(b"{}")
        connection.send(b"{}")
        return connection.dropped_for

    assert asyncio.run(run()) == "slow consumer"


def test_server_that_ends_says_farewell_to_its_clients(market: Market, now_ms: int) -> None:
    async def run() -> aiohttp.WSMessage:
        async with aiohttp.ClientSession() as session:
            async with SandboxServer(market, SteppedClock(now_ms)) as server:
                async with session.post(f"{server.url}/api/v1/bullet-public") as answer:
                    token = (await answer.json())["data"]["token"]
                socket = await session.ws_connect(f"{server.ws_url}?token={token}&connectId=1")
                assert json.loads(await socket.receive_str(timeout=5))["type"] == "welcome"
                reading = asyncio.create_task(socket.receive(timeout=5))
            return await reading

    closing = asyncio.run(run())
    assert (closing.type, closing.extra) == (aiohttp.WSMsgType.CLOSE, "server is shutting down")


def test_token_expires_after_a_day() -> None:
    machine = [0.0]
    tokens = Tokens(lambda: machine[0])
    token = tokens.issue()

    machine[0] = 24 * 3600 - 1.0
    assert tokens.is_valid(token)
    machine[0] += 1
    assert not tokens.is_valid(token)
    assert not tokens.is_valid("")
    assert tokens.is_valid(tokens.issue())
