"""A sandbox with two accounts, and clients of its socket."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from enygma.sandbox import SandboxServer, ServerOptions, SteppedClock
from enygma.sandbox.market import Market
from enygma.sandbox.server import DEFAULT_KEY, ApiKey
from enygma.sandbox.server.auth import published_key, sign
from enygma.sandbox.trading import Exchange

Frame = dict[str, Any]

OTHER_KEY = replace(published_key("other"), uid=100_000_002)


class Floor:
    """A running sandbox as a scenario sees it: its exchange, its clock and who listens."""

    def __init__(self, server: SandboxServer, clock: SteppedClock) -> None:
        self.server = server
        self.clock = clock
        self.uid = DEFAULT_KEY.uid
        self.other_uid = OTHER_KEY.uid

    @property
    def exchange(self) -> Exchange:
        return self.server.venue.exchange

    @asynccontextmanager
    async def ear(self, key: ApiKey | None = DEFAULT_KEY) -> AsyncIterator["Ear"]:
        """A client with a private token of `key`, or a public one."""
        async with aiohttp.ClientSession() as session:
            path = "/api/v1/bullet-public" if key is None else "/api/v1/bullet-private"
            headers = {} if key is None else signed(key, "POST", path)
            async with session.post(self.server.url + path, headers=headers) as answer:
                token = (await answer.json())["data"]["token"]
            address = f"{self.server.ws_url}?token={token}&connectId=me"
            async with session.ws_connect(address) as socket:
                ear = Ear(socket)
                assert (await ear.hear())["type"] == "welcome"
                yield ear


class Ear:
    """A socket client that reads with a limit, so that a missing frame fails the test."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, **message: object) -> None:
        await self.socket.send_str(json.dumps(message))

    async def hear(self) -> Frame:
        frame = json.loads(await self.socket.receive_str(timeout=5))
        assert isinstance(frame, dict)
        return frame

    async def subscribe(self, *topics: str) -> None:
        for topic in topics:
            await self.say(
                id=topic, type="subscribe", topic=topic, response=True, privateChannel=True
            )
            assert await self.hear() == {"id": topic, "type": "ack"}

    async def heard(self) -> list[Frame]:
        """Everything that was pushed so far."""
        await self.say(id="so far", type="ping")
        frames = []
        while (frame := await self.hear()).get("id") != "so far":
            frames.append(frame)
        return frames


def signed(key: ApiKey, method: str, target: str) -> dict[str, str]:
    """Headers of a request without a body."""
    timestamp = str(int(time.time() * 1000))
    return {
        "KC-API-KEY": key.key,
        "KC-API-SIGN": sign(key.secret, timestamp + method + target),
        "KC-API-TIMESTAMP": timestamp,
        "KC-API-PASSPHRASE": sign(key.secret, key.passphrase),
        "KC-API-KEY-VERSION": "2",
    }


Scenario = Callable[[Floor], Coroutine[Any, Any, None]]


@pytest.fixture
def play(market: Market, now_ms: int) -> Callable[[Scenario], None]:
    """Run a scenario on a sandbox of its own, whose time stands still."""

    async def run(scenario: Scenario) -> None:
        clock = SteppedClock(now_ms)
        options = ServerOptions(keys=(DEFAULT_KEY, OTHER_KEY), rate_limit=False)
        async with SandboxServer(market, clock, options) as server:
            await scenario(Floor(server, clock))

    return lambda scenario: asyncio.run(run(scenario))


@pytest.fixture
def other_key() -> ApiKey:
    """The key of the second account."""
    return OTHER_KEY
