"""A small synthetic market and a running sandbox whose time stands still."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from enygma.sandbox import RunningSandbox, ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market import Market
from enygma.sandbox.market.synthetic import SyntheticMarket
from tests.bot_configuration import addresses

NOW_MS = 1_767_277_845_678  # 2026-01-01 14:30:45.678 UTC
DAY_MS = 86_400_000
PAIRS = ("BTC/USDT:USDT", "ETH/USDT:USDT", "XRP/USDT:USDT")

Get = Callable[..., Any]
Ask = Callable[..., tuple[int, Any, dict[str, str]]]


@pytest.fixture(scope="session")
def now_ms() -> int:
    """The instant at which the sandboxes of the tests begin."""
    return NOW_MS


@pytest.fixture(scope="session")
def market() -> Market:
    """Three synthetic contracts, two months around the tests' present."""
    return SyntheticMarket(7, NOW_MS - 60 * DAY_MS, NOW_MS + 2 * DAY_MS, PAIRS)


@pytest.fixture
def clock() -> SteppedClock:
    """A clock that stands at the tests' present."""
    return SteppedClock(NOW_MS)


@pytest.fixture
def sandbox(market: Market, clock: SteppedClock) -> Iterator[RunningSandbox]:
    """A sandbox of its own for a test that changes something: time, quotas, subscriptions."""
    with running_sandbox(market, clock) as running:
        yield running


@pytest.fixture(scope="session")
def still_sandbox(market: Market) -> Iterator[RunningSandbox]:
    """One sandbox for all tests that only read; it does not count calls."""
    options = ServerOptions(rate_limit=False)
    with running_sandbox(market, SteppedClock(NOW_MS), options) as running:
        yield running


def _ask(
    url: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes | None = None
) -> tuple[int, Any, dict[str, str]]:
    """Status, JSON body and headers of an answer, whatever its status."""
    asked = Request(url, data=body, headers=headers or {}, method=method)  # noqa: S310 - loopback
    try:
        with urlopen(asked) as answer:  # noqa: S310 - loopback
            return answer.status, json.load(answer), dict(answer.headers)
    except HTTPError as error:
        with error:
            return error.code, json.load(error), dict(error.headers)


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Send any request; returns status, JSON body and headers."""
    return _ask


@pytest.fixture(scope="session")
def get(still_sandbox: RunningSandbox) -> Get:
    """GET a path of the sandbox that only is read; returns the envelope."""

    def read(path: str, **parameters: object) -> Any:
        query = f"?{urlencode(parameters)}" if parameters else ""
        return _ask(f"{still_sandbox.url}{path}{query}")[1]

    return read


@pytest.fixture(scope="session")
def ccxt_options() -> Callable[..., dict[str, Any]]:
    """Options that point ccxt's unmodified kucoin class at a sandbox."""

    def options(url: str, **keys: str) -> dict[str, Any]:
        return {
            "urls": {"api": addresses(url)},
            "options": {
                "uta": False,
                "hf": False,
                "defaultType": "swap",
                "fetchMarkets": {"types": ["swap"]},
            },
            "rateLimit": 1,
            **keys,
        }

    return options
