"""A running sandbox, its faults, and an unmodified ccxt client that trades on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ccxt
import pytest

from enygma.sandbox import RunningSandbox, ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.faults import Fault, Injector, Latency, TimeoutAfter, TimeoutBefore
from enygma.sandbox.market import Market
from enygma.sandbox.server import DEFAULT_KEY
from enygma.sandbox.trading import Exchange

PAIR, SYMBOL = "BTC/USDT:USDT", "XBTUSDTM"


class Trader:
    """A ccxt client, synchronous as freqtrade's, that places the orders of the tests."""

    def __init__(self, client: Any) -> None:
        self.client = client

    @contextmanager
    def facing(self, fault: Fault) -> Iterator[None]:
        """Give up soon on an answer that never comes, and be patient with every other."""
        patience_ms = self.client.timeout
        is_held = isinstance(fault, TimeoutBefore | TimeoutAfter) and fault.answer_by == "hold"
        self.client.timeout = 400 if is_held or isinstance(fault, Latency) else patience_ms
        yield
        self.client.timeout = patience_ms

    def buy(self, client_oid: str = "mine", lots: int = 2, **terms: Any) -> Any:
        """A market buy."""
        return self._order("market", "buy", lots, None, client_oid, terms)

    def bid(self, price: float, client_oid: str = "mine", lots: int = 2, **terms: Any) -> Any:
        """A limit buy."""
        return self._order("limit", "buy", lots, price, client_oid, terms)

    def stop(self, price: float, client_oid: str = "stop", lots: int = 2) -> Any:
        """A stop below a long position."""
        terms = {"stopLossPrice": price, "stopPriceType": "MP", "reduceOnly": True}
        return self._order("market", "sell", lots, None, client_oid, terms)

    def _order(
        self, kind: str, side: str, lots: int, price: float | None, oid: str, terms: dict[str, Any]
    ) -> Any:
        common = {"clientOid": oid, "leverage": 5, "marginMode": "isolated"}
        return self.client.create_order(PAIR, kind, side, lots, price, common | terms)


@pytest.fixture
def sandbox(market: Market, clock: SteppedClock) -> Iterator[RunningSandbox]:
    with running_sandbox(market, clock, ServerOptions(rate_limit=False)) as running:
        yield running


@pytest.fixture
def faults(sandbox: RunningSandbox) -> Injector:
    """The faults of the running sandbox."""
    return sandbox.server.venue.faults


@pytest.fixture
def exchange(sandbox: RunningSandbox) -> Exchange:
    """What the sandbox really holds, whatever its clients are told."""
    return sandbox.server.venue.exchange


@pytest.fixture
def trader(
    sandbox: RunningSandbox, ccxt_options: Callable[..., dict[str, Any]], client_options: Any
) -> Trader:
    """A trader with ccxt's patience of ten seconds."""
    client = ccxt.kucoin(ccxt_options(sandbox.url, **client_options))
    client.load_markets()
    return Trader(client)


@pytest.fixture(scope="session")
def client_options() -> dict[str, str]:
    """The published key, in ccxt's words."""
    key = DEFAULT_KEY
    return {"apiKey": key.key, "secret": key.secret, "password": key.passphrase}
