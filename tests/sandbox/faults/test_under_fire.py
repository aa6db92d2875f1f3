"""A client that asks before it repeats trades through everything at once, each time alike."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import ccxt
import pytest

from enygma.sandbox import ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.faults import FaultPlan, Latency, Restart, TimeoutAfter, TimeoutBefore
from enygma.sandbox.market import Market
from enygma.sandbox.server import DEFAULT_KEY
from enygma.sandbox.trading import Exchange

PAIR = "BTC/USDT:USDT"
UID = DEFAULT_KEY.uid
ORDERS = 12
RATES = {
    "timeout_before": 0.1,
    "timeout_after": 0.1,
    "dropped_answer": 0.05,
    "duplicated_request": 0.1,
    "rate_limited": 0.1,
    "server_error": 0.1,
    "latency": 0.1,
    "partial_fill": 0.3,
    "restart": 0.05,
    "maintenance": 0.05,
    "clock_skew": 0.05,
}
SETTINGS = (
    TimeoutBefore(answer_by="cut"),
    TimeoutAfter(answer_by="cut"),
    Latency(ms=1),
    Restart(duration_ms=5000),
)


class Careful:
    """Places each order under a name of its own and looks for it before it tries again."""

    def __init__(self, client: Any, wait: Callable[[int], int]) -> None:
        self._client = client
        self._wait = wait

    def buy(self, name: str) -> None:
        terms = {"clientOid": name, "leverage": 5, "marginMode": "isolated"}
        while not self._is_there(name):
            self._try(lambda: self._client.create_order(PAIR, "market", "buy", 3, None, terms))

    def _is_there(self, name: str) -> bool:
        while True:
            try:
                return bool(self._client.fetch_order(None, None, {"clientOid": name}))
            except ccxt.OrderNotFound:
                return False
            except (ccxt.NetworkError, ccxt.ExchangeError):
                self._wait(1000)

    def _try(self, call: Callable[[], Any]) -> None:
        try:
            call()
        except (ccxt.NetworkError, ccxt.ExchangeError):
            self._wait(1000)


@pytest.fixture
def run(
    market: Market,
    now_ms: int,
    ccxt_options: Callable[..., dict[str, Any]],
    client_options: dict[str, str],
) -> Callable[[int], tuple[Exchange, list[Any]]]:
    """Trade under the faults of a seed; returns the exchange and what was injected."""

    def trade(seed: int) -> tuple[Exchange, list[Any]]:
        plan = FaultPlan(seed, RATES, SETTINGS, from_ms=now_ms + 1)
        options = ServerOptions(rate_limit=False, faults=plan)
        with running_sandbox(market, SteppedClock(now_ms), options) as sandbox:
            client = ccxt.kucoin(ccxt_options(sandbox.url, **client_options))
            client.load_markets()
            careful = Careful(client, sandbox.advance)
            for number in range(ORDERS):
                sandbox.advance(20_000)
                careful.buy(f"order-{number}")
            venue = sandbox.server.venue
            return venue.exchange, list(venue.faults.log.entries)

    return trade


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_order_exists_once_and_the_books_balance(
    run: Callable[[int], tuple[Exchange, list[Any]]], seed: int
) -> None:
    exchange, injected = run(seed)

    orders = exchange.orders(UID)
    assert [order.client_oid for order in orders] == [f"order-{each}" for each in range(ORDERS)]
    held = sum(position.lots for position in exchange.positions(UID))
    assert held == sum(order.filled_lots for order in orders)
    assert exchange.books_balance() == Decimal(0)
    assert len({each.fault for each in injected}) >= 6


def test_same_seed_injects_the_same_and_leads_to_the_same(
    run: Callable[[int], tuple[Exchange, list[Any]]],
) -> None:
    (one, first), (other, second), (_, third) = run(4), run(4), run(5)

    assert first == second != third
    assert one.snapshot() == other.snapshot()
