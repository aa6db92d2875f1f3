"""A client that signs, and a walk through every signed operation of KuCoin's futures."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest

from enygma.sandbox import RunningSandbox, ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market import Market
from enygma.sandbox.server import ApiKey
from enygma.sandbox.server.auth import published_key, sign

SYMBOL, OTHER, THIRD = "XBTUSDTM", "ETHUSDTM", "XRPUSDTM"
HOURS_8_MS = 8 * 3_600_000

Send = Callable[..., tuple[int, Any, dict[str, str]]]


@dataclass
class Trader:
    """Sends signed requests of one key; `names` numbers its orders."""

    sandbox: RunningSandbox
    key: ApiKey
    ask: Send
    names: list[str] = field(default_factory=list)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
    ) -> Any:
        """The envelope of the answer."""
        return self.raw(method, path, "" if body is None else json.dumps(body), query)[1]

    def raw(
        self,
        method: str,
        path: str,
        body: str = "",
        query: Mapping[str, Any] | None = None,
        content: str = "application/json",
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, envelope and headers of the answer to a body as it stands."""
        target = f"{path}?{urlencode(query)}" if query else path
        stamp = str(int(time.time() * 1000))
        headers = {
            "KC-API-KEY": self.key.key,
            "KC-API-SIGN": sign(self.key.secret, stamp + method + target + body),
            "KC-API-TIMESTAMP": stamp,
            "KC-API-PASSPHRASE": sign(self.key.secret, self.key.passphrase),
            "KC-API-KEY-VERSION": "3",
            "Content-Type": content,
        }
        data = body.encode() if body else None
        return self.ask(f"{self.sandbox.url}{target}", method, headers, data)

    def get(self, path: str, **query: Any) -> Any:
        """The data of a GET that succeeds."""
        return self._data(self.send("GET", path, query=query))

    def post(self, path: str, body: Any) -> Any:
        """The data of a POST that succeeds."""
        return self._data(self.send("POST", path, body))

    def delete(self, path: str, **query: Any) -> Any:
        """The data of a DELETE that succeeds."""
        return self._data(self.send("DELETE", path, query=query))

    def order(self, **terms: Any) -> dict[str, Any]:
        """The body of an order of one lot with a new clientOid; `terms` replace and add."""
        self.names.append(f"order-{len(self.names)}")
        common = {"clientOid": self.names[-1], "symbol": SYMBOL, "side": "buy", "leverage": 5}
        return common | {"type": "market", "size": 1} | terms

    def place(self, **terms: Any) -> str:
        """The id of an accepted order."""
        placed = self.post("/api/v1/orders", self.order(**terms))
        assert isinstance(placed["orderId"], str)
        return placed["orderId"]

    def price(self, symbol: str = SYMBOL, times: float = 1.0) -> str:
        """A price on the contract's grid, near `times` the last one."""
        market = self.sandbox.server.venue.market
        tick = float(market.contract(symbol).tick_size)
        last = market.prices(symbol, self.sandbox.server.venue.now_ms()).last
        return f"{round(last * times / tick) * tick:.5f}"

    def _data(self, answer: Any) -> Any:
        assert answer["code"] == "200000", answer
        return answer["data"]


def open_trader(running: RunningSandbox, ask: Send, key: ApiKey | None = None) -> Trader:
    """A trader with the test key, or another one."""
    return Trader(running, key or running.server.venue.options.keys[0], ask)


@pytest.fixture(scope="session")
def make_trader(ask: Send) -> Callable[..., Trader]:
    """Makes a trader on any sandbox, with its first key or another one."""
    return lambda running, key=None: open_trader(running, ask, key)


@pytest.fixture
def trader(sandbox: RunningSandbox, ask: Send) -> Trader:
    """A trader on a sandbox of its own."""
    return open_trader(sandbox, ask)


@pytest.fixture(scope="session")
def still_trader(still_sandbox: RunningSandbox, ask: Send) -> Trader:
    """A trader on the sandbox that is only read."""
    return open_trader(still_sandbox, ask)


@pytest.fixture(scope="session")
def walked(market: Market, ask: Send, now_ms: int) -> Iterator[dict[tuple[str, str], Any]]:
    """Answers to every signed operation, by method and KuCoin's path, after some trading."""
    options = ServerOptions(keys=(published_key("walk"),), rate_limit=False)
    with running_sandbox(market, SteppedClock(now_ms), options) as running:
        yield Walk(open_trader(running, ask)).answers()


class Walk:
    """One walk through the operations, in an order in which each of them has something to do."""

    def __init__(self, trader: Trader) -> None:
        self._trader = trader
        self._seen: dict[tuple[str, str], Any] = {}

    def answers(self) -> dict[tuple[str, str], Any]:
        """Do everything and return what was answered."""
        self._set_modes()
        self._place()
        self._read_orders()
        self._read_positions()
        self._change_margin()
        self._cancel()
        self._settle_and_close()
        self._read_account()
        return self._seen

    def _do(
        self, method: str, path: str, at: str | None = None, body: Any = None, **query: Any
    ) -> Any:
        answer = self._trader.send(method, at or path, body, query)
        self._seen[method, path] = answer
        return answer.get("data")

    def _set_modes(self) -> None:
        self._do("GET", "/api/v2/position/getPositionMode")
        mode = {"positionMode": "0"}
        self._do("POST", "/api/v2/position/switchPositionMode", body=mode)
        self._do("GET", "/api/v2/position/getMarginMode", symbol=OTHER)
        change = {"symbol": OTHER, "marginMode": "CROSS"}
        self._do("POST", "/api/v2/position/changeMarginMode", body=change)
        batch = {"symbols": [THIRD], "marginMode": "ISOLATED"}
        self._do("POST", "/api/v2/position/batchChangeMarginMode", body=batch)
        self._do("GET", "/api/v2/getCrossUserLeverage", symbol=OTHER)
        leverage = {"symbol": OTHER, "leverage": "3"}
        self._do("POST", "/api/v2/changeCrossUserLeverage", body=leverage)

    def _place(self) -> None:
        trader = self._trader
        low = trader.price(times=0.97)
        limit = {"type": "limit", "price": low}
        self._do("POST", "/api/v1/orders/test", body=trader.order(**limit))
        self._do("POST", "/api/v1/orders", body=trader.order(**limit))
        several = [trader.order(**limit), trader.order(**limit, size=0)]
        self._do("POST", "/api/v1/orders/multi", body=several)
        trader.place(size=10)
        trader.place(symbol=OTHER, side="sell", size=5, marginMode="CROSS")
        bracket = {
            "triggerStopUpPrice": trader.price(THIRD, 1.05),
            "triggerStopDownPrice": trader.price(THIRD, 0.95),
            "stopPriceType": "TP",
        }
        self._do("POST", "/api/v1/st-orders", body=trader.order(symbol=THIRD, size=2) | bracket)
        trader.place(**self._stop())

    def _stop(self) -> dict[str, Any]:
        terms = {"stop": "down", "stopPrice": self._trader.price(times=0.9), "stopPriceType": "MP"}
        return terms | {"side": "sell", "size": 10, "reduceOnly": True}

    def _read_orders(self) -> None:
        placed = self._seen["POST", "/api/v1/orders"]["data"]
        self._do("GET", "/api/v1/orders/{order-id}", at=f"/api/v1/orders/{placed['orderId']}")
        self._do("GET", "/api/v1/orders/byClientOid", clientOid=placed["clientOid"])
        self._do("GET", "/api/v1/orders", status="active")
        self._do("GET", "/api/v1/stopOrders", symbol=SYMBOL)
        self._do("GET", "/api/v1/recentDoneOrders")
        self._do("GET", "/api/v1/openOrderStatistics", symbol=SYMBOL)
        self._do("GET", "/api/v1/fills", symbol=SYMBOL)
        self._do("GET", "/api/v1/recentFills")

    def _read_positions(self) -> None:
        self._do("GET", "/api/v1/position", symbol=SYMBOL)
        self._do("GET", "/api/v1/positions", currency="USDT")
        price = self._trader.price()
        self._do("GET", "/api/v2/getMaxOpenSize", symbol=SYMBOL, price=price, leverage=5)
        self._do("GET", "/api/v2/batchGetCrossOrderLimit", symbol=OTHER)

    def _change_margin(self) -> None:
        add = {"symbol": SYMBOL, "margin": 20, "bizNo": "add-1"}
        self._do("POST", "/api/v1/position/margin/deposit-margin", body=add)
        self._do("GET", "/api/v1/margin/maxWithdrawMargin", symbol=SYMBOL)
        back = {"symbol": SYMBOL, "withdrawAmount": "5"}
        self._do("POST", "/api/v1/margin/withdrawMargin", body=back)
        level = {"symbol": OTHER, "level": 2}
        self._do("POST", "/api/v1/position/risk-limit-level/change", body=level)
        status = {"symbol": SYMBOL, "status": True}
        self._do("POST", "/api/v1/position/margin/auto-deposit-status", body=status)

    def _cancel(self) -> None:
        trader = self._trader
        limit = {"type": "limit", "price": trader.price(times=0.97)}
        by_id, *others = [trader.place(**limit) for _ in range(3)]
        by_name = trader.names[-1]
        self._do("DELETE", "/api/v1/orders/{orderId}", at=f"/api/v1/orders/{by_id}")
        path = "/api/v1/orders/client-order/"
        self._do("DELETE", path + "{clientOid}", at=path + by_name, symbol=SYMBOL)
        body = {"orderIdsList": [others[0], by_id]}
        self._do("DELETE", "/api/v1/orders/multi-cancel", body=body)
        self._do("DELETE", "/api/v3/orders", symbol=SYMBOL)
        trader.place(**limit)
        self._do("DELETE", "/api/v1/orders", symbol=SYMBOL)
        self._do("DELETE", "/api/v1/stopOrders", symbol=SYMBOL)

    def _settle_and_close(self) -> None:
        trader = self._trader
        trader.sandbox.advance(HOURS_8_MS)
        self._do("GET", "/api/v1/funding-history", symbol=OTHER)
        trader.place(type="market", symbol=OTHER, closeOrder=True, size=0, marginMode="CROSS")
        self._do("GET", "/api/v1/history-positions", symbol=OTHER)

    def _read_account(self) -> None:
        self._do("GET", "/api/v1/account-overview", currency="USDT")
        self._do("GET", "/api/v1/transaction-history", currency="USDT")
        self._do("GET", "/api/v1/trade-fees", symbol=SYMBOL)
        self._do("GET", "/api/v1/trade-statistics")
        self._do("POST", "/api/v1/bullet-private")
