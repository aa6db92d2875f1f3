"""Bad parameters are refused in KuCoin's words and never break the server."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enygma.sandbox.server.application import ENDPOINTS
from enygma.sandbox.server.envelope import ApiError
from enygma.sandbox.server.parameters import Parameters

Get = Callable[..., Any]
PUBLIC = [each for each in ENDPOINTS if each.permission is None and each.method == "GET"]
NEEDING_SYMBOL = [
    "/api/v1/ticker",
    "/api/v1/level2/snapshot",
    "/api/v1/level2/depth20",
    "/api/v1/trade/history",
    "/api/v1/kline/query",
    "/api/v1/index/query",
    "/api/v1/premium/query",
    "/api/v1/interest/query",
    "/api/v1/contract/funding-rates",
]


@pytest.mark.parametrize("path", NEEDING_SYMBOL)
def test_missing_symbol_is_an_invalid_parameter(get: Get, path: str) -> None:
    assert get(path) == {"code": "100001", "msg": "symbol is required"}


@pytest.mark.parametrize("path", NEEDING_SYMBOL)
def test_unknown_symbol_is_an_unknown_contract(get: Get, path: str) -> None:
    answer = get(path, symbol="NOPEUSDTM")

    assert answer == {"code": "100003", "msg": "Contract parameter invalid"}


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "granularity is required"),
        ({"granularity": "7"}, "granularity must be one of"),
        ({"granularity": "1.5"}, "granularity must be one of"),
        ({"granularity": 1, "from": "yesterday"}, "from must be a whole number"),
        ({"granularity": 1, "from": "-1"}, "from must be a whole number"),
        ({"granularity": 1, "from": "9" * 400}, "from must be a whole number"),
        ({"granularity": 1, "from": "9" * 16}, "from must be a whole number"),
        ({"granularity": 1, "from": 2, "to": 1}, "from must not be after to"),
    ],
)
def test_candle_parameters_are_checked(
    get: Get, parameters: dict[str, object], message: str
) -> None:
    answer = get("/api/v1/kline/query", symbol="XBTUSDTM", **parameters)

    assert answer["code"] == "100001"
    assert message in answer["msg"] or "too large" in answer["msg"]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"tradeType": "SPOT"}, "there are no spot markets"),
        ({"tradeType": "FUTURES", "symbol": "NOPE-mark-price"}, "Unsupported trading pair"),
        ({"tradeType": "FUTURES", "symbol": "XBTUSDTM", "interval": "3min"}, "interval must be"),
    ],
)
def test_unified_parameters_are_refused_with_their_own_code(
    get: Get, parameters: dict[str, object], message: str
) -> None:
    answer = get("/api/ua/v1/market/kline", **parameters)

    assert answer["code"] == "400100"
    assert message in answer["msg"]


@pytest.mark.parametrize("count", ["0", "101", "many"])
def test_page_size_is_bounded(get: Get, count: str) -> None:
    answer = get("/api/v1/index/query", symbol=".KXBTUSDT", maxCount=count)

    assert answer["code"] == "100001"
    assert "maxCount" in answer["msg"]


def test_unknown_address_and_method_are_answered_in_the_envelope(
    still_sandbox: Any, ask: Callable[..., Any]
) -> None:
    status, answer, _ = ask(f"{still_sandbox.url}/api/v1/nothing")
    assert (status, answer["code"]) == (404, "404000")

    status, answer, _ = ask(f"{still_sandbox.url}/api/v1/ticker", "DELETE")
    assert (status, answer["code"]) == (405, "405000")


def test_socket_address_without_a_handshake_is_not_found(
    still_sandbox: Any, ask: Callable[..., Any]
) -> None:
    status, answer, _ = ask(f"{still_sandbox.url}/endpoint")

    assert (status, answer["code"]) == (404, "404000")


def test_body_that_is_no_text_is_a_bad_request(still_sandbox: Any, ask: Callable[..., Any]) -> None:
    status, answer, _ = ask(f"{still_sandbox.url}/api/v1/bullet-public", "POST", body=b"\xff\xfe")

    assert (status, answer["code"]) == (400, "400000")


VALUES = st.one_of(
    st.sampled_from(["XBTUSDTM", ".KXBTUSDT", "FUTURES", "1", "30", "1hour", "true", ""]),
    st.integers(-(2**70), 2**70).map(str),
    st.integers(0, 2_000_000_000_000).map(str),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
)
NAMES = st.sampled_from(
    [
        "symbol",
        "granularity",
        "from",
        "to",
        "startAt",
        "endAt",
        "interval",
        "tradeType",
        "maxCount",
        "offset",
        "reverse",
        "forward",
    ]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    endpoint=st.sampled_from(PUBLIC),
    symbol=VALUES.filter(bool),
    parameters=st.dictionaries(NAMES, VALUES, max_size=6),
)
def test_no_parameters_ever_break_the_server(
    still_sandbox: Any,
    ask: Callable[..., Any],
    endpoint: Any,
    symbol: str,
    parameters: dict[str, str],
) -> None:
    path = endpoint.path.replace("{symbol}", quote(symbol, safe=""))
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())

    status, answer, _ = ask(f"{still_sandbox.url}{path}?{query}")

    assert status < 500
    assert answer["code"] != "500000"


@given(number=st.integers(0, 2**53))
def test_whole_numbers_are_read_as_written(number: int) -> None:
    assert Parameters({"at": str(number)}).integer("at") == number


@given(value=st.text().filter(lambda text: not (text.isascii() and text.isdigit())))
def test_anything_but_digits_is_no_whole_number(value: str) -> None:
    if value.startswith("+") and value[1:].isdigit() and value.isascii():
        return
    with pytest.raises(ApiError, match="at"):
        Parameters({"at": value}).integer("at")
