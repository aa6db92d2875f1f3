"""Unmodified ccxt.pro follows candles, tickers, books and trades over the socket."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import ccxt.pro
import pytest

from enygma.sandbox import SandboxServer, SteppedClock
from enygma.sandbox.market import Market

PAIR = "BTC/USDT:USDT"
MINUTE_MS = 60_000
Watch = Callable[[Any], Awaitable[Any]]
Scenario = Callable[[Any, SteppedClock], Awaitable[None]]


@pytest.fixture
def play(
    market: Market, now_ms: int, ccxt_options: Callable[..., dict[str, Any]]
) -> Callable[[Scenario], None]:
    """Run a scenario with a ccxt client and the clock that moves its exchange."""

    async def run(scenario: Scenario) -> None:
        clock = SteppedClock(now_ms)
        async with SandboxServer(market, clock) as server:
            client = ccxt.pro.kucoin(ccxt_options(server.url))
            try:
                await client.load_markets()
                await asyncio.wait_for(scenario(client, clock), 20)
            finally:
                await client.close()

    return lambda scenario: asyncio.run(run(scenario))


async def stepping(clock: SteppedClock, watched: Awaitable[Any], step_ms: int = 1000) -> Any:
    """Let time pass until what is watched arrives."""
    task = asyncio.ensure_future(watched)
    while not task.done():
        await clock.advance(step_ms)
        await asyncio.wait({task}, timeout=0.02)
    return task.result()


def test_candles_follow_the_market_into_the_next_minute(
    play: Callable[[Scenario], None], market: Market, now_ms: int
) -> None:
    opened = now_ms - now_ms % MINUTE_MS

    async def scenario(client: Any, clock: SteppedClock) -> None:
        client.newUpdates = False
        candles = await client.watch_ohlcv(PAIR, "1m")
        while candles[-1][0] == opened:
            candles = await stepping(clock, client.watch_ohlcv(PAIR, "1m"))
        final = next(row for row in candles if row[0] == opened)
        closed = market.candles("XBTUSDTM", 1, opened, opened + 1, clock.now_ms())
        assert final[1:] == pytest.approx([column[0] for column in closed.columns()[1:6]])

    play(scenario)


def test_ticker_and_best_prices_are_watched(play: Callable[[Scenario], None]) -> None:
    async def scenario(client: Any, clock: SteppedClock) -> None:
        ticker = await client.watch_ticker(PAIR)
        assert ticker["symbol"] == PAIR
        assert ticker["last"] > 0
        prices = await stepping(clock, client.watch_bids_asks([PAIR]))
        assert prices[PAIR]["bid"] < prices[PAIR]["ask"]

    play(scenario)


def test_followed_book_equals_the_one_that_is_asked_for(
    play: Callable[[Scenario], None], market: Market
) -> None:
    async def scenario(client: Any, clock: SteppedClock) -> None:
        for _ in range(10):
            await stepping(clock, client.watch_order_book(PAIR))
            # Changes come one frame each: with the clock at rest, the last of them is on its way.
            for _ in range(2_000):
                if is_present(client.orderbooks[PAIR]):
                    break
                await asyncio.sleep(0.005)
            assert is_present(client.orderbooks[PAIR])

    def is_present(book: Any) -> bool:
        present = market.book("XBTUSDTM", book["timestamp"], 100)
        return bool(book["bids"] == present.bids.tolist() and book["asks"] == present.asks.tolist())

    play(scenario)


def test_trades_are_watched(play: Callable[[Scenario], None]) -> None:
    async def scenario(client: Any, clock: SteppedClock) -> None:
        trades = await stepping(clock, client.watch_trades(PAIR))
        assert trades[-1]["symbol"] == PAIR
        assert trades[-1]["side"] in {"buy", "sell"}

    play(scenario)


def test_candles_are_no_longer_heard_after_unwatching(play: Callable[[Scenario], None]) -> None:
    async def scenario(client: Any, clock: SteppedClock) -> None:
        await client.watch_ohlcv(PAIR, "1m")
        assert await client.un_watch_ohlcv(PAIR, "1m")
        assert PAIR not in client.ohlcvs or "1m" not in client.ohlcvs[PAIR]
        again = await stepping(clock, client.watch_ohlcv(PAIR, "1m"))
        assert len(again) == 1

    play(scenario)
