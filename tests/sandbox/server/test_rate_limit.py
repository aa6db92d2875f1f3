"""Quotas per pool and owner, in windows of 30 seconds from the first call."""

from collections.abc import Callable
from typing import Any

import ccxt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.sandbox import ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market import Market
from enygma.sandbox.server import Pool
from enygma.sandbox.server.envelope import ApiError
from enygma.sandbox.server.rate_limit import RateLimit


class Seconds:
    """Machine time that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_quota_is_used_up_by_weights_and_returns_after_the_window() -> None:
    seconds = Seconds()
    limit = RateLimit({Pool.PUBLIC: 10}, machine_s=seconds)

    for _ in range(3):
        limit.spend(Pool.PUBLIC, "10.0.0.1", 3)
    with pytest.raises(ApiError, match="429000") as refused:
        limit.spend(Pool.PUBLIC, "10.0.0.1", 3)
    assert refused.value.status == 429

    seconds.now += 29.9
    assert limit.headers(Pool.PUBLIC, "10.0.0.1") == {
        "gw-ratelimit-limit": "10",
        "gw-ratelimit-remaining": "1",
        "gw-ratelimit-reset": "100",
    }
    seconds.now += 0.2
    limit.spend(Pool.PUBLIC, "10.0.0.1", 3)
    assert limit.headers(Pool.PUBLIC, "10.0.0.1")["gw-ratelimit-remaining"] == "7"


def test_owners_and_pools_do_not_share_a_quota() -> None:
    limit = RateLimit({Pool.PUBLIC: 5, Pool.FUTURES: 5}, machine_s=Seconds())

    limit.spend(Pool.PUBLIC, "a", 5)
    limit.spend(Pool.PUBLIC, "b", 5)
    limit.spend(Pool.FUTURES, "a", 5)

    assert limit.headers(Pool.FUTURES, "b")["gw-ratelimit-remaining"] == "5"


@given(weights=st.lists(st.integers(1, 30), max_size=60), quota=st.integers(1, 100))
def test_never_more_than_the_quota_is_spent_in_a_window(weights: list[int], quota: int) -> None:
    limit = RateLimit({Pool.PUBLIC: quota}, machine_s=Seconds())
    spent = 0

    for weight in weights:
        try:
            limit.spend(Pool.PUBLIC, "a", weight)
        except ApiError:
            assert spent + weight > quota
        else:
            spent += weight

    assert spent <= quota
    remaining = limit.headers(Pool.PUBLIC, "a")["gw-ratelimit-remaining"]
    assert int(remaining) == quota - spent


def test_limit_that_is_off_counts_nothing() -> None:
    limit = RateLimit({Pool.PUBLIC: 1}, enabled=False)

    limit.spend(Pool.PUBLIC, "a", 1000)

    assert limit.headers(Pool.PUBLIC, "a") == {}


def test_quota_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="quota"):
        RateLimit({Pool.PUBLIC: 0})


def test_server_sends_headers_and_429(
    market: Market, now_ms: int, ask: Callable[..., Any], ccxt_options: Callable[..., Any]
) -> None:
    options = ServerOptions(quotas={Pool.PUBLIC: 7})
    with running_sandbox(market, SteppedClock(now_ms), options) as sandbox:
        address = f"{sandbox.url}/api/v1/timestamp"
        remaining = [ask(address)[2]["gw-ratelimit-remaining"] for _ in range(3)]
        status, answer, headers = ask(address)

        assert remaining == ["5", "3", "1"]
        assert (status, answer["code"]) == (429, "429000")
        assert 0 < int(headers["gw-ratelimit-reset"]) <= 30_000
        with pytest.raises(ccxt.RateLimitExceeded):
            ccxt.kucoin(ccxt_options(sandbox.url)).fetch_time()
