"""What happens by itself happens without anybody asking, whichever clock the exchange lives in."""

import asyncio
import logging
from decimal import Decimal

import pytest

from enygma.sandbox import RealClock, SandboxServer, SteppedClock
from enygma.sandbox.clock import Clock
from enygma.sandbox.market import Market
from enygma.sandbox.server import DEFAULT_KEY
from enygma.sandbox.trading import (
    Event,
    Exchange,
    OrderRequest,
    OrderType,
    Side,
    Stop,
    StopChanged,
    StopDirection,
    StopNews,
)

UID = DEFAULT_KEY.uid


def place_stop(server: SandboxServer) -> None:
    """A position whose stop stands a tenth of a per cent away."""
    exchange = server.venue.exchange
    exchange.advance(server.venue.now_ms())
    terms = {"symbol": "XBTUSDTM", "type": OrderType.MARKET, "lots": 2, "leverage": 5}
    exchange.place(UID, OrderRequest(client_oid="in", side=Side.BUY, **terms))  # type: ignore[arg-type]
    mark = exchange.positions(UID)[0].mark_price
    stop = Stop(StopDirection.DOWN, (mark * Decimal("0.999")).quantize(Decimal("0.1")))
    guard = {"side": Side.SELL, "reduce_only": True, "stop": stop, **terms}
    exchange.place(UID, OrderRequest(client_oid="guard", **guard))  # type: ignore[arg-type]


async def until_triggered(server: SandboxServer, clock: Clock) -> None:
    triggered = asyncio.Event()

    def hear(event: Event) -> None:
        if isinstance(event, StopChanged) and event.kind is StopNews.TRIGGERED:
            triggered.set()

    server.venue.exchange.subscribe(hear)
    if isinstance(clock, SteppedClock):
        while not triggered.is_set():
            await clock.advance(3_600_000)
    await asyncio.wait_for(triggered.wait(), 20)


@pytest.mark.parametrize("speed", [0, 5000])
def test_stop_fires_as_time_goes_by(market: Market, now_ms: int, speed: int) -> None:
    clock = RealClock(now_ms, speed) if speed else SteppedClock(now_ms)

    async def run() -> None:
        async with SandboxServer(market, clock) as server:
            place_stop(server)
            await until_triggered(server, clock)
            assert server.venue.exchange.positions(UID) == []
            assert server.venue.exchange.books_balance() == 0

    asyncio.run(run())


def test_beat_that_fails_is_logged_and_the_next_one_follows(
    market: Market,
    now_ms: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    failures = iter([True, True])
    advance = Exchange.advance

    def failing(exchange: Exchange, moment_ms: int) -> None:
        if next(failures, False):
            raise RuntimeError("out of order")
        advance(exchange, moment_ms)

    async def run() -> None:
        clock = RealClock(now_ms, 5000)
        async with SandboxServer(market, clock) as server:
            place_stop(server)
            monkeypatch.setattr(Exchange, "advance", failing)
            await until_triggered(server, clock)

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())
    assert caplog.text.count("RuntimeError: out of order") == 2


def test_beat_that_fails_is_the_failure_of_its_step(
    market: Market, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_exchange: Exchange, _moment_ms: int) -> None:
        raise RuntimeError("out of order")

    async def run() -> None:
        async with SandboxServer(market, clock):
            await asyncio.sleep(0)
            monkeypatch.setattr(Exchange, "advance", failing)
            await clock.advance(1000)

    with pytest.raises(RuntimeError, match="out of order"):
        asyncio.run(run())


def test_clock_forgets_a_server_that_has_ended(market: Market, clock: SteppedClock) -> None:
    async def run() -> int:
        async with SandboxServer(market, clock) as server:
            await clock.advance(1000)
            assert server.venue.exchange.now_ms == clock.now_ms()
        await clock.advance(1000)
        return server.venue.exchange.now_ms

    assert asyncio.run(run()) == clock.now_ms() - 1000
