"""KuCoin's codes are classified before freqtrade acts on what ccxt makes of them."""

from collections.abc import Callable

import ccxt
import pytest
from freqtrade.exceptions import (
    DDosProtection,
    FreqtradeException,
    InsufficientFundsError,
    InvalidOrderException,
    OperationalException,
    TemporaryError,
)

from enygma.exchange.errors import (
    ModeMismatchError,
    ParameterRefusedError,
    classify,
    freqtrade_errors,
    quota_wait_ms,
)

ORDERS = "https://api-futures.kucoin.com/api/v1/orders"


@pytest.mark.parametrize(
    ("code", "message", "method", "url", "expected"),
    [
        ("100001", "error.getOrder.orderNotExist", "GET", ORDERS + "/42", ccxt.OrderNotFound),
        ("100001", "order not exist", "GET", ORDERS + "/42", ccxt.OrderNotFound),
        ("100001", "There are invalid parameters", "POST", ORDERS, ParameterRefusedError),
        ("100001", "invalid", "GET", ORDERS, ParameterRefusedError),
        ("300000", "request parameter illegal", "POST", ORDERS, ParameterRefusedError),
        ("400100", "Parameter Error", "POST", ORDERS + "/test", ParameterRefusedError),
        ("400100", "Parameter Error", "POST", ORDERS + "?a=b", ParameterRefusedError),
        ("400100", "Parameter Error", "GET", ORDERS, None),
        ("330005", "margin mode", "POST", ORDERS, ModeMismatchError),
        ("330012", "hedge mode", "POST", ORDERS, ModeMismatchError),
        ("100004", "not cancelable", "DELETE", ORDERS + "/42", ccxt.InvalidOrder),
        ("200003", "symbol invalid", "GET", ORDERS, ccxt.BadSymbol),
        ("429000", "Too Many Requests", "GET", ORDERS, ccxt.DDoSProtection),
        ("200002", "Too many requests", "POST", ORDERS, ccxt.DDoSProtection),
        ("300003", "Balance not enough", "POST", ORDERS, None),
        ("200000", "", "GET", ORDERS, None),
    ],
)
def test_a_code_means_what_it_means_for_the_request(
    code: str, message: str, method: str, url: str, expected: type[Exception] | None
) -> None:
    verdict = classify(code, message, method, url)
    assert (verdict and verdict[0]) == expected


@pytest.mark.parametrize("error", [ParameterRefusedError, ModeMismatchError])
def test_a_refused_parameter_is_nothing_that_closes_a_trade(error: type[Exception]) -> None:
    drastic = (ccxt.InvalidOrder, ccxt.BadRequest, ccxt.OperationRejected, ccxt.InsufficientFunds)
    assert not issubclass(error, drastic)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"gw-ratelimit-remaining": "0", "gw-ratelimit-reset": "12000"}, 12_000),
        ({"GW-RateLimit-Remaining": "-3"}, 0),
        ({"gw-ratelimit-remaining": "7", "gw-ratelimit-reset": "12000"}, None),
        ({"gw-ratelimit-remaining": "soon"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_the_headers_tell_an_empty_pool_from_a_busy_server(
    headers: dict[str, str] | None, expected: int | None
) -> None:
    assert quota_wait_ms(headers) == expected


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (ccxt.InsufficientFunds, InsufficientFundsError),
        (ccxt.OrderNotFound, InvalidOrderException),
        (ccxt.DDoSProtection, DDosProtection),
        (ccxt.RequestTimeout, TemporaryError),
        (ccxt.BadRequest, TemporaryError),
        (ParameterRefusedError, TemporaryError),
        (ccxt.BaseError, OperationalException),
    ],
)
def test_freqtrade_gets_the_class_it_acts_on(
    raised: Callable[[str], Exception], expected: type[FreqtradeException]
) -> None:
    with (
        pytest.raises(expected, match=r"place the stop.*because") as caught,
        freqtrade_errors("place the stop"),
    ):
        raise raised("because")
    assert type(caught.value) is expected
