"""The state over HTTP: kept in a file, and gone back to while the sandbox runs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enygma.sandbox import RunningSandbox, SteppedClock
from enygma.sandbox.market import Market, SyntheticMarket
from enygma.sandbox.persistence import StateFile
from enygma.sandbox.server import DEFAULT_KEY
from enygma.sandbox.server.venue import Venue
from enygma.sandbox.trading import OrderRequest, OrderType, Side

UID, SYMBOL = DEFAULT_KEY.uid, "XBTUSDTM"
Control = Callable[..., Any]


@pytest.fixture
def put(sandbox: RunningSandbox, ask: Any) -> Callable[[Any], tuple[int, Any]]:
    """Give the sandbox a state; returns status and answer."""

    def give(state: Any) -> tuple[int, Any]:
        url = f"{sandbox.url}/__sandbox__/state"
        status, answer, _ = ask(url, "PUT", {}, json.dumps(state).encode())
        return status, answer

    return give


async def buy(sandbox: RunningSandbox, name: str) -> None:
    terms: dict[str, Any] = {"symbol": SYMBOL, "lots": 2, "leverage": 5}
    request = OrderRequest(client_oid=name, side=Side.BUY, type=OrderType.MARKET, **terms)
    sandbox.server.venue.exchange.place(UID, request)


def test_state_that_is_downloaded_opens_again(
    control: Control, sandbox: RunningSandbox, ask: Any, tmp_path: Path, market: Market, now_ms: int
) -> None:
    control("POST", "/accounts", name="second")
    _, answer, _ = ask(f"{sandbox.url}/__sandbox__/state")
    file = StateFile(tmp_path / "state.json")
    file.path.write_text(json.dumps(answer))

    restored = Venue.open(market, SteppedClock(now_ms), saved=file.load())

    assert len(restored.exchange.accounts()) == 2
    found = restored.keys.find("second-key")
    assert found is not None
    assert found.secret == "second-secret"


def test_running_sandbox_goes_back_to_an_earlier_state(
    control: Control, sandbox: RunningSandbox, put: Any
) -> None:
    exchange = sandbox.server.venue.exchange
    sandbox.call(buy(sandbox, "first"))
    earlier = control("GET", "/state")
    sandbox.call(buy(sandbox, "second"))
    control("POST", "/accounts", name="late")
    control("POST", "/shocks", pair="BTC/USDT:USDT", percent=-10)

    status, answer = put(earlier)

    assert (status, answer["data"]["accounts"]) == (200, [UID])
    assert [order.client_oid for order in exchange.orders(UID)] == ["first"]
    assert control("GET", "/state") == earlier | {"keys": control("GET", "/state")["keys"]}
    assert control("GET", "/shocks") == []
    assert [each["lots"] for each in control("GET", "/positions")] == [2]
    sandbox.call(buy(sandbox, "second"))
    assert [each["lots"] for each in control("GET", "/positions")] == [4]
    assert exchange.books_balance() == 0


def test_state_that_does_not_fit_changes_nothing(
    control: Control, sandbox: RunningSandbox, put: Any, now_ms: int
) -> None:
    sandbox.call(buy(sandbox, "first"))
    held = control("GET", "/state")
    day_ms = 86_400_000
    pairs = ("BTC/USDT:USDT", "ETH/USDT:USDT", "XRP/USDT:USDT")
    other = SyntheticMarket(8, now_ms - day_ms, now_ms + day_ms, pairs)
    foreign = Venue.open(other, SteppedClock(now_ms)).state().as_json()
    damaged = held | {"exchange": held["exchange"] | {"accounts": "none"}}
    shocked = damaged | {
        "shocks": [{"symbol": SYMBOL, "start_ms": 0, "minutes": 1, "change": -0.5}]
    }

    for state, why in (
        (foreign, "it belongs to another market"),
        (damaged, "damaged at accounts"),
        (shocked, "damaged at accounts"),
        (held | {"saved_ms": now_ms + 60_000}, "cannot go back"),
        ({}, "Field required at format"),
    ):
        status, answer = put(state)
        assert status == 400
        assert why in answer["msg"]
    assert control("GET", "/state") == held
