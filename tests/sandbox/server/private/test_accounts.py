"""Several keys: each account has its own orders and money, each key its own permissions."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from enygma.sandbox import RunningSandbox, ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market import Market
from enygma.sandbox.server.application import ENDPOINTS
from enygma.sandbox.server.auth import published_key

FIRST = published_key("first")
SECOND = replace(published_key("second"), uid=200_000_002)
READER = replace(published_key("reader"), permissions=frozenset({"General"}))


@pytest.fixture
def shared_sandbox(market: Market, now_ms: int) -> Iterator[RunningSandbox]:
    options = ServerOptions(keys=(FIRST, SECOND, READER), balance=5_000.0)
    with running_sandbox(market, SteppedClock(now_ms), options) as running:
        yield running


@pytest.fixture
def traders(shared_sandbox: RunningSandbox, make_trader: Callable[..., Any]) -> list[Any]:
    return [make_trader(shared_sandbox, key) for key in (FIRST, SECOND, READER)]


def test_accounts_do_not_see_each_other(traders: list[Any]) -> None:
    first, second, _ = traders
    order_id = first.place(size=5)

    assert len(first.get("/api/v1/positions")) == 1
    assert second.get("/api/v1/positions") == []
    assert second.send("GET", f"/api/v1/orders/{order_id}") == {
        "code": "100001",
        "msg": "error.getOrder.orderNotExist",
    }
    assert second.get("/api/v1/fills")["items"] == []
    overview = second.get("/api/v1/account-overview", currency="USDT")
    assert overview["accountEquity"] == overview["availableBalance"] == 5_000
    assert first.get("/api/v1/account-overview", currency="USDT")["availableBalance"] < 5_000


def test_names_of_orders_are_free_in_another_account(traders: list[Any]) -> None:
    first, second, _ = traders
    body = first.order(clientOid="same")

    assert first.send("POST", "/api/v1/orders", body)["code"] == "200000"
    assert second.send("POST", "/api/v1/orders", body)["code"] == "200000"
    assert first.send("POST", "/api/v1/orders", body)["code"] == "300018"


def test_keys_of_one_account_share_it(traders: list[Any]) -> None:
    first, _, reader = traders
    order_id = first.place()

    assert reader.get(f"/api/v1/orders/{order_id}")["status"] == "done"
    assert reader.get("/api/v1/user/api-key")["permission"] == "General"


def test_reading_key_may_not_trade(traders: list[Any]) -> None:
    reader = traders[2]
    refused = {"code": "400007", "msg": "Access denied, require more permission."}

    for endpoint in ENDPOINTS:
        if endpoint.permission not in {None, "General"}:
            path = endpoint.path.replace("{orderId}", "1").replace("{clientOid}", "a")
            assert reader.send(endpoint.method, path) == refused, path
    assert all(each.permission for each in ENDPOINTS if each.method == "DELETE")
    assert reader.get("/api/v1/orders", status="active")["items"] == []


def test_signed_calls_weigh_on_the_account_and_not_on_the_key(traders: list[Any]) -> None:
    first, second, reader = traders
    used = []

    for trader in (first, second, reader):
        _, _, headers = trader.raw("GET", "/api/v1/orders")
        used.append(2000 - int(headers["gw-ratelimit-remaining"]))

    assert used == [2, 2, 4]


def test_no_money_leaves_or_enters_by_a_trading_key(
    market: Market, now_ms: int, make_trader: Callable[..., Any]
) -> None:
    rich = replace(FIRST, permissions=FIRST.permissions | {"Withdrawal"})
    amount = {"currency": "USDT", "amount": "10"}
    with running_sandbox(market, SteppedClock(now_ms), ServerOptions(keys=(rich,))) as running:
        trader = make_trader(running)
        codes = [
            trader.send("POST", path, amount)["code"]
            for path in ("/api/v3/withdrawals", "/api/v3/transfer-out", "/api/v1/transfer-in")
        ]

        assert codes == ["260210", "260210", "400100"]
        assert trader.get("/api/v1/transfer-list")["items"] == []
        overview = trader.get("/api/v1/account-overview", currency="USDT")
        assert overview["maxWithdrawAmount"] == 10_000
