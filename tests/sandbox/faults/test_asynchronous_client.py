"""What ccxt's asynchronous client sees where it differs from the synchronous one."""

import asyncio
from collections.abc import Callable
from typing import Any

import ccxt
import ccxt.async_support
import pytest

from enygma.sandbox import RunningSandbox
from enygma.sandbox.faults import (
    DroppedAnswer,
    Fault,
    Injector,
    Match,
    TimeoutAfter,
    TimeoutBefore,
)
from enygma.sandbox.server import DEFAULT_KEY
from enygma.sandbox.trading import Exchange

PAIR = "BTC/USDT:USDT"
UID = DEFAULT_KEY.uid
Act = Callable[[Any], Any]


@pytest.fixture
def act(
    sandbox: RunningSandbox,
    ccxt_options: Callable[..., dict[str, Any]],
    client_options: dict[str, str],
) -> Callable[[Act], Any]:
    """Do something with an asynchronous client whose connection has been used before."""

    async def run(what: Act) -> Any:
        client = ccxt.async_support.kucoin(ccxt_options(sandbox.url, **client_options))
        try:
            await client.load_markets()
            return await what(client)
        finally:
            await client.close()

    return lambda what: asyncio.run(run(what))


@pytest.mark.parametrize(
    ("fault", "error", "orders"),
    [
        (TimeoutBefore(), ccxt.RequestTimeout, 0),
        (TimeoutBefore(answer_by="cut"), ccxt.ExchangeNotAvailable, 0),
        (TimeoutAfter(), ccxt.RequestTimeout, 1),
        (TimeoutAfter(answer_by="cut"), ccxt.ExchangeNotAvailable, 1),
        (DroppedAnswer(), ccxt.ExchangeError, 1),
    ],
)
def test_order_without_an_answer_is_not_sent_again(
    act: Callable[[Act], Any],
    faults: Injector,
    exchange: Exchange,
    fault: Fault,
    error: type[Exception],
    orders: int,
) -> None:
    async def buy(client: Any) -> None:
        faults.add(fault, Match(method="POST"))
        terms = {"clientOid": "mine", "leverage": 5, "marginMode": "isolated"}
        client.timeout = 500 if error is ccxt.RequestTimeout else client.timeout
        with pytest.raises(error):
            await client.create_order(PAIR, "market", "buy", 2, None, terms)

    act(buy)
    assert len(exchange.orders(UID)) == orders
    assert len(faults.log.entries) == 1


def test_question_on_a_line_that_is_cut_is_asked_again_by_the_client_itself(
    act: Callable[[Act], Any], faults: Injector
) -> None:
    async def ask(client: Any) -> Any:
        faults.add(TimeoutAfter(answer_by="cut"), Match(method="GET"))
        return await client.fetch_ticker(PAIR)

    assert act(ask)["last"] > 0
    assert faults.log.counts == {"timeout_after": 1}
