"""Sockets that are cut, stall or repeat themselves, and a restart that drops them all."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import ccxt
import ccxt.pro
import pytest

from enygma.sandbox import SandboxServer, SteppedClock
from enygma.sandbox.faults import (
    DuplicatedFrame,
    FaultPlan,
    LostFrame,
    Match,
    Restart,
    SocketCut,
    SocketStall,
)
from enygma.sandbox.market import Market
from enygma.sandbox.server.options import ServerOptions

TOPIC = "/contract/instrument:XBTUSDTM"
OTHER = "/contractMarket/snapshot:ETHUSDTM"  # a channel of its own, every five seconds
CLOSED = {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}

Scenario = Callable[[SandboxServer, SteppedClock], Awaitable[None]]


@pytest.fixture
def play(market: Market, now_ms: int) -> Callable[..., None]:
    """Run a scenario on a sandbox whose time stands still."""

    async def run(scenario: Scenario, plan: FaultPlan | None) -> None:
        clock = SteppedClock(now_ms)
        options = ServerOptions(rate_limit=False, faults=plan)
        async with SandboxServer(market, clock, options) as server:
            await scenario(server, clock)

    return lambda scenario, plan=None: asyncio.run(asyncio.wait_for(run(scenario, plan), 30))


@asynccontextmanager
async def listening(server: SandboxServer, *topics: str) -> AsyncIterator[Any]:
    """A socket that has heard the first frame of each topic."""
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{server.url}/api/v1/bullet-public") as answer:
            token = (await answer.json())["data"]["token"]
        async with session.ws_connect(f"{server.ws_url}?token={token}") as socket:
            await socket.receive(timeout=5)
            for topic in topics:
                await socket.send_json({"id": 1, "type": "subscribe", "topic": topic})
                await hear(socket)
            yield socket


async def hear(socket: Any) -> Any:
    return json.loads(await socket.receive_str(timeout=5))


def test_cut_socket_closes_without_a_farewell(play: Callable[..., None]) -> None:
    async def scenario(server: SandboxServer, clock: SteppedClock) -> None:
        async with listening(server, TOPIC) as mine, listening(server, OTHER) as other:
            server.venue.faults.add(SocketCut(), Match(topic="*XBTUSDTM"))
            await clock.advance(5000)

            assert (await mine.receive(timeout=5)).type in CLOSED
            assert mine.close_code != aiohttp.WSCloseCode.GOING_AWAY
            assert (await hear(other))["topic"] == OTHER

    play(scenario)


def test_stalled_socket_answers_no_ping_and_then_says_everything_in_order(
    play: Callable[..., None],
) -> None:
    async def scenario(server: SandboxServer, clock: SteppedClock) -> None:
        async with listening(server, TOPIC) as socket:
            server.venue.faults.add(SocketStall(duration_ms=10_000))
            await clock.advance(1000)
            await socket.send_json({"id": "late", "type": "ping"})
            for _ in range(8):
                await clock.advance(1000)
            with pytest.raises(TimeoutError):
                await socket.receive(timeout=0.1)
            await clock.advance(2000)
            frames = [await hear(socket) for _ in range(11)]

        pushed = [each["data"]["timestamp"] for each in frames if each["type"] == "message"]
        assert pushed == sorted(pushed)
        assert "pong" in {each["type"] for each in frames}

    play(scenario)


def test_stalled_socket_does_not_hold_up_the_end_of_its_server(play: Callable[..., None]) -> None:
    async def scenario(server: SandboxServer, clock: SteppedClock) -> None:
        async with listening(server, TOPIC):
            server.venue.faults.add(SocketStall(duration_ms=10_000_000))
            await clock.advance(1000)

    play(scenario)


def test_frame_arrives_twice(play: Callable[..., None]) -> None:
    async def scenario(server: SandboxServer, clock: SteppedClock) -> None:
        async with listening(server, TOPIC) as socket:
            server.venue.faults.add(DuplicatedFrame())
            for _ in range(2):
                await clock.advance(1000)
            frames = [await hear(socket) for _ in range(3)]

        assert frames[0] == frames[1] != frames[2]

    play(scenario)


def test_lost_frame_is_missing_and_the_next_one_follows(play: Callable[..., None]) -> None:
    async def scenario(server: SandboxServer, clock: SteppedClock) -> None:
        async with listening(server, TOPIC) as socket:
            server.venue.faults.add(LostFrame())
            for _ in range(2):
                await clock.advance(1000)
            frame = await hear(socket)

        assert frame["data"]["timestamp"] > clock.now_ms() - 1000

    play(scenario)


def test_restart_cuts_every_socket_and_lets_them_in_again_later(
    play: Callable[..., None],
) -> None:
    async def scenario(server: SandboxServer, clock: SteppedClock) -> None:
        async with listening(server, TOPIC) as one, listening(server, OTHER) as two:
            server.venue.faults.add(Restart(duration_ms=5000))
            await clock.advance(1000)
            for socket in (one, two):
                assert (await socket.receive(timeout=5)).type in CLOSED
            with pytest.raises(aiohttp.ClientError):
                async with listening(server):
                    pass
            await clock.advance(5000)
            async with listening(server, TOPIC) as again:
                await clock.advance(1000)
                assert (await hear(again))["topic"] == TOPIC

    play(scenario)


def test_restart_within_one_long_step_cuts_sockets_too(play: Callable[..., None]) -> None:
    plan = FaultPlan(2, {"restart": 1.0})

    async def scenario(server: SandboxServer, clock: SteppedClock) -> None:
        server.venue.faults.follow(None)
        async with listening(server, TOPIC) as socket:
            server.venue.faults.follow(plan)
            await clock.advance(120_000)
            assert (await socket.receive(timeout=5)).type in CLOSED

    play(scenario, plan)


def test_ccxt_pro_sees_a_network_error_and_can_follow_again(
    play: Callable[..., None], ccxt_options: Callable[..., dict[str, Any]]
) -> None:
    pair = "BTC/USDT:USDT"

    async def scenario(server: SandboxServer, clock: SteppedClock) -> None:
        client = ccxt.pro.kucoin(ccxt_options(server.url))
        try:
            await client.load_markets()
            await client.watch_ticker(pair)
            server.venue.faults.add(SocketCut())
            with pytest.raises(ccxt.NetworkError):
                await stepping(clock, client.watch_ticker(pair))
            client.options["urls"] = {}
            assert (await stepping(clock, client.watch_ticker(pair)))["last"] > 0
        finally:
            await client.close()

    play(scenario)


async def stepping(clock: SteppedClock, watched: Awaitable[Any]) -> Any:
    """Let time pass until what is watched arrives or fails."""
    task = asyncio.ensure_future(watched)
    while not task.done():
        await clock.advance(1000)
        await asyncio.wait({task}, timeout=0.02)
    return task.result()
