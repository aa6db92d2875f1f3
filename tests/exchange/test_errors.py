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
    ClientOidRepeatedError,
    ModeMismatchError,
    NoPositionError,
    ParameterRefusedError,
    classify,
    freqtrade_errors,
    is_outcome_unknown,
    note_refusal,
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
        ("330011", "position mode", "POST", ORDERS, ModeMismatchError),
        ("330012", "hedge mode", "POST", ORDERS, ModeMismatchError),
        ("300009", "No open positions to close.", "POST", ORDERS, NoPositionError),
        ("300018", "clientOid parameter repeated", "POST", ORDERS, ClientOidRepeatedError),
        ("408000", "Network timeout", "POST", ORDERS, ccxt.RequestTimeout),
        ("400100", "account.available.amount", "POST", ORDERS, ccxt.InsufficientFunds),
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


@pytest.mark.parametrize(
    "error",
    [ParameterRefusedError, ModeMismatchError, NoPositionError, ClientOidRepeatedError],
)
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


@pytest.mark.parametrize(
    ("error", "status", "answer", "expected"),
    [
        (ccxt.ExchangeError, 200, {"code": "300005"}, False),
        (ccxt.InsufficientFunds, 200, {"code": "300003"}, False),
        (ccxt.InvalidNonce, 400, {"code": "400002"}, False),
        (ccxt.DDoSProtection, 429, {"code": "429000"}, False),
        (ccxt.ExchangeNotAvailable, 500, {"code": "500000"}, True),
        (ccxt.RequestTimeout, 200, {"code": "408000"}, True),
        (ccxt.ExchangeNotAvailable, 503, None, True),
        (ccxt.ExchangeError, 200, "<html>", True),
    ],
)
def test_only_a_refusal_says_that_nothing_was_placed(
    error: Callable[[str], ccxt.BaseError], status: int, answer: object, expected: bool
) -> None:
    raised = error("because")
    note_refusal(raised, status, answer)
    assert is_outcome_unknown(raised) is expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ccxt.RequestTimeout, True),
        (ccxt.NetworkError, True),
        (ccxt.ExchangeNotAvailable, True),
        (ccxt.BadResponse, True),
        (ccxt.InvalidOrder, False),
        (ccxt.ArgumentsRequired, False),
    ],
)
def test_without_an_answer_only_what_was_never_sent_is_sure(
    error: Callable[[str], ccxt.BaseError], expected: bool
) -> None:
    assert is_outcome_unknown(error("because")) is expected
