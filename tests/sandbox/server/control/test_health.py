"""The control API: health and steps of time, out of reach for trading keys."""

from collections.abc import Callable
from typing import Any

import pytest

from enygma.sandbox import RealClock, RunningSandbox, SteppedClock, running_sandbox
from enygma.sandbox.market import Market

Ask = Callable[..., tuple[int, Any, dict[str, str]]]


def test_health_tells_time_and_pairs(still_sandbox: RunningSandbox, ask: Ask, now_ms: int) -> None:
    status, answer, _ = ask(f"{still_sandbox.url}/__sandbox__/health")

    assert status == 200
    assert (answer["data"]["status"], answer["data"]["now"]) == ("ok", now_ms)
    assert answer["data"]["pairs"] == ["BTC/USDT:USDT", "ETH/USDT:USDT", "XRP/USDT:USDT"]


@pytest.mark.parametrize(
    "path", ["health", "clock/advance?ms=1", "faults", "accounts", "shocks", "state"]
)
@pytest.mark.parametrize("header", ["KC-API-KEY", "kc-api-sign"])
def test_trading_keys_are_refused(
    still_sandbox: RunningSandbox, ask: Ask, path: str, header: str
) -> None:
    method = "POST" if "advance" in path else "GET"
    address = f"{still_sandbox.url}/__sandbox__/{path}"

    status, answer, _ = ask(address, method, {header: "sandbox-key"})

    assert (status, answer["code"]) == (403, "403000")


def test_stepped_time_is_moved_over_http_and_from_the_program(
    sandbox: RunningSandbox, ask: Ask, now_ms: int
) -> None:
    advance = f"{sandbox.url}/__sandbox__/clock/advance"

    assert ask(f"{advance}?ms=60000", "POST")[1]["data"]["now"] == now_ms + 60_000
    assert sandbox.advance(1000) == now_ms + 61_000
    assert ask(f"{sandbox.url}/api/v1/timestamp")[1]["data"] == now_ms + 61_000
    assert ask(f"{advance}?ms=-1", "POST")[1]["code"] == "100001"


def test_time_that_runs_by_itself_is_not_stepped(market: Market, ask: Ask) -> None:
    with running_sandbox(market, RealClock()) as sandbox:
        status, answer, _ = ask(f"{sandbox.url}/__sandbox__/clock/advance?ms=1", "POST")

        assert (status, answer["code"]) == (409, "409000")
        with pytest.raises(TypeError, match="SteppedClock"):
            sandbox.advance(1)


def test_address_in_use_is_an_error_at_the_start(
    market: Market, still_sandbox: RunningSandbox
) -> None:
    taken = still_sandbox.server.port

    with pytest.raises(OSError, match="in use"), running_sandbox(market, port=taken):
        pass


def test_contract_is_not_listed_before_its_first_candle(market: Market, ask: Ask) -> None:
    with running_sandbox(market, SteppedClock(market.first_ms - 1)) as sandbox:
        assert ask(f"{sandbox.url}/api/v1/contracts/active")[1]["data"] == []
        assert ask(f"{sandbox.url}/api/v1/ticker?symbol=XBTUSDTM")[1]["code"] == "100003"
        sandbox.advance(1)
        assert len(ask(f"{sandbox.url}/api/v1/contracts/active")[1]["data"]) == 3


def test_market_that_is_over_keeps_its_last_prices(market: Market, ask: Ask) -> None:
    with running_sandbox(market, SteppedClock(market.last_ms + 25 * 3_600_000)) as sandbox:
        ticker = ask(f"{sandbox.url}/api/v1/ticker?symbol=XBTUSDTM")[1]["data"]
        listed = ask(f"{sandbox.url}/api/v1/contracts/XBTUSDTM")[1]["data"]

        assert float(ticker["price"]) == listed["lastTradePrice"] > 0
        assert listed["volumeOf24h"] == 0
