"""A part that fails is reported as KuCoin would, logged, and takes nothing else with it."""

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from enygma.sandbox import RunningSandbox, SandboxServer, SteppedClock, running_sandbox
from enygma.sandbox.market import Market


class Failing:
    """A market whose book and whose prices of ether fail."""

    def __init__(self, market: Market) -> None:
        self._market = market

    def __getattr__(self, name: str) -> Any:
        return getattr(self._market, name)

    def book(self, symbol: str, _now_ms: int, _levels: int) -> Any:
        raise RuntimeError(f"no book of {symbol}")

    def prices(self, symbol: str, now_ms: int) -> Any:
        if symbol == "ETHUSDTM":
            raise RuntimeError(f"no prices of {symbol}")
        return self._market.prices(symbol, now_ms)


@pytest.fixture
def failing(market: Market) -> Any:
    return Failing(market)


@pytest.fixture
def broken_sandbox(failing: Any, clock: SteppedClock) -> Iterator[RunningSandbox]:
    with running_sandbox(failing, clock) as running:
        yield running


def test_endpoint_that_fails_answers_500000_and_the_next_call_is_served(
    broken_sandbox: RunningSandbox, ask: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        status, answer, _ = ask(f"{broken_sandbox.url}/api/v1/level2/depth20?symbol=XBTUSDTM")

    assert (status, answer) == (500, {"code": "500000", "msg": "Internal Server Error"})
    assert "no book of XBTUSDTM" in caplog.text
    assert ask(f"{broken_sandbox.url}/api/v1/status")[1]["code"] == "200000"


def test_contract_that_fails_does_not_silence_the_others(
    failing: Any, clock: SteppedClock, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> Any:
        async with (
            SandboxServer(failing, clock) as server,
            aiohttp.ClientSession() as session,
        ):
            async with session.post(f"{server.url}/api/v1/bullet-public") as answer:
                token = (await answer.json())["data"]["token"]
            async with session.ws_connect(f"{server.ws_url}?token={token}") as socket:
                await socket.receive_str(timeout=5)
                topic = "/contract/instrument:ETHUSDTM,XBTUSDTM"
                await socket.send_json({"id": 1, "type": "subscribe", "topic": topic})
                frames = [json.loads(await socket.receive_str(timeout=5))]
                await clock.advance(1000)
                frames.append(json.loads(await socket.receive_str(timeout=5)))
                return frames

    with caplog.at_level(logging.ERROR):
        frames = asyncio.run(run())

    assert {frame["topic"] for frame in frames} == {"/contract/instrument:XBTUSDTM"}
    assert "no prices of ETHUSDTM" in caplog.text
