"""Bodies of orders, right, odd and hostile: each is accepted or refused in KuCoin's words."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enygma.sandbox import RunningSandbox, ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market import Market
from enygma.sandbox.server.body import Body, parse_bodies, parse_body
from enygma.sandbox.server.envelope import ApiError

ORDERS = "/api/v1/orders"


@pytest.fixture(scope="module")
def target(market: Market, now_ms: int) -> Iterator[RunningSandbox]:
    options = ServerOptions(rate_limit=False)
    with running_sandbox(market, SteppedClock(now_ms), options) as running:
        yield running


@pytest.fixture(scope="module")
def trader(target: RunningSandbox, make_trader: Callable[..., Any]) -> Any:
    return make_trader(target)


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"clientOid": None}, "100001", "clientOid is required"),
        ({"clientOid": "a" * 41}, "100001", "clientOid"),
        ({"clientOid": "spaces in it"}, "100001", "clientOid"),
        ({"clientOid": ["a"]}, "100001", "clientOid must be text"),
        ({"symbol": None}, "100001", "symbol is required"),
        ({"symbol": "NOPEUSDTM"}, "100003", "Contract parameter invalid"),
        ({"side": None}, "100001", "side is required"),
        ({"side": "hold"}, "100001", "side must be one of buy, sell"),
        ({"type": "stop"}, "100001", "type must be one of"),
        ({"leverage": None}, "100001", "Leverage parameter invalid."),
        ({"leverage": 2.5}, "100001", "Leverage parameter invalid."),
        ({"leverage": "many"}, "100001", "leverage must be a number"),
        ({"leverage": 500}, "300016", "The leverage cannot be greater than"),
        ({"size": 0}, "100001", "size must be a positive integer"),
        ({"size": -1}, "100001", "size must be a positive integer"),
        ({"size": 1.5}, "100001", "size must be a whole number"),
        ({"size": "x"}, "100001", "size must be a whole number"),
        ({"size": None}, "100001", "size"),
        ({"size": 1, "qty": "0.001"}, "100001", "one of size, qty and valueQty"),
        ({"size": 10**30}, "100001", "size must be a whole number"),
        ({"type": "limit"}, "100001", "price is required"),
        ({"type": "limit", "price": "NaN"}, "100001", "price must be a number"),
        ({"type": "limit", "price": "Infinity"}, "100001", "price must be a number"),
        ({"type": "limit", "price": "1e400"}, "100001", "price must be a number"),
        ({"type": "limit", "price": {"at": 1}}, "100001", "price must be a number"),
        ({"type": "limit", "price": True}, "100001", "price must be a number"),
        ({"type": "limit", "price": "-1"}, "100001", "price must be above 0"),
        ({"reduceOnly": "perhaps"}, "100001", "reduceOnly must be true or false"),
        ({"reduceOnly": True}, "300009", "No open positions to close."),
        ({"stop": "down"}, "100001", "stopPrice is required"),
        ({"stop": "down", "stopPrice": "70000"}, "100001", "stopPriceType is required"),
        ({"stopPrice": "70000", "stopPriceType": "TP"}, "100001", "stop is required"),
        ({"timeInForce": "DAY"}, "100001", "timeInForce must be one of"),
        ({"marginMode": "CROSS"}, "330005", "margin mode does not match"),
        ({"positionSide": "LONG"}, "330011", "position mode does not match"),
        ({"remark": "r" * 101}, "100001", "remark"),
        ({"size": 1_000_000}, "300", ""),
    ],
)
def test_wrong_order_is_refused_and_nothing_is_traded(
    trader: Any, target: RunningSandbox, change: dict[str, Any], code: str, message: str
) -> None:
    body = trader.order() | change
    exchange = target.server.venue.exchange
    before = len(exchange.orders(trader.key.uid))

    answer = trader.send("POST", ORDERS, {k: v for k, v in body.items() if v is not None})

    assert answer["code"].startswith(code)
    assert message in answer["msg"]
    assert "data" not in answer
    assert len(exchange.orders(trader.key.uid)) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "100001"),
        ("{", "400000"),
        ("null", "100001"),
        ("[]", "100001"),
        ('"order"', "100001"),
        ("NaN", "400000"),
        ('{"clientOid": "\\ud800"}', "400000"),
        ("[" * 5000, "400000"),
        ('{"clientOid": ' + "9" * 5000 + "}", "400000"),
    ],
)
def test_body_that_is_no_order_is_refused(trader: Any, body: str, code: str) -> None:
    status, answer, _ = trader.raw("POST", ORDERS, body)

    assert status < 500
    assert answer["code"] == code


def test_body_of_another_type_is_an_unsupported_media_type(trader: Any) -> None:
    status, answer, _ = trader.raw("POST", ORDERS, json.dumps(trader.order()), content="text/plain")

    assert (status, answer["code"]) == (415, "415000")


def test_each_of_several_orders_is_placed_or_refused_on_its_own(trader: Any) -> None:
    several = [trader.order(), trader.order(size=0), trader.order(symbol="NOPE"), trader.order()]

    rows = trader.post(f"{ORDERS}/multi", several)

    assert [row["code"] for row in rows] == ["200000", "100001", "100003", "200000"]
    assert [row["orderId"] is None for row in rows] == [False, True, True, False]
    assert [row["clientOid"] for row in rows] == [order["clientOid"] for order in several]


def test_several_orders_with_one_nameless_body_place_nothing(
    trader: Any, target: RunningSandbox
) -> None:
    exchange = target.server.venue.exchange
    before = len(exchange.orders(trader.key.uid))

    answer = trader.send("POST", f"{ORDERS}/multi", [trader.order(), trader.order(clientOid=[])])

    assert answer["code"] == "100001"
    assert len(exchange.orders(trader.key.uid)) == before


SENSIBLE: dict[str, Any] = {
    "symbol": st.sampled_from(["XBTUSDTM", "ETHUSDTM", "XRPUSDTM"]),
    "side": st.sampled_from(["buy", "sell"]),
    "type": st.sampled_from(["limit", "market"]),
    "leverage": st.integers(1, 75) | st.integers(1, 75).map(str),
    "size": st.integers(1, 500),
    "price": st.sampled_from(["73000", "74000.5", "2700", "2800.1", "1.5", "1.54"]),
    "timeInForce": st.sampled_from(["GTC", "IOC", "FOK"]),
}
OPTIONAL: dict[str, Any] = {
    "qty": st.sampled_from(["0.01", "1", "20"]),
    "valueQty": st.sampled_from(["10", "1000.5"]),
    "postOnly": st.booleans(),
    "hidden": st.booleans(),
    "iceberg": st.booleans(),
    "visibleSize": st.integers(0, 5).map(str),
    "reduceOnly": st.booleans(),
    "closeOrder": st.booleans(),
    "forceHold": st.booleans(),
    "stop": st.sampled_from(["up", "down"]),
    "stopPrice": st.sampled_from(["70000", "76000", "2500", "3000", "1.4", "1.7"]),
    "stopPriceType": st.sampled_from(["TP", "MP", "IP"]),
    "marginMode": st.sampled_from(["ISOLATED", "CROSS"]),
    "stp": st.sampled_from(["CN", "CO", "CB"]),
    "triggerStopUpPrice": st.sampled_from(["80000", "3000", "1.9"]),
    "triggerStopDownPrice": st.sampled_from(["60000", "2000", "1.1"]),
    "remark": st.text(max_size=10),
    "surprise": st.recursive(st.none() | st.booleans(), lambda inner: st.lists(inner, max_size=2)),
}
ODD = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just({"a": [None]})


@st.composite
def order_bodies(draw: st.DrawFn) -> dict[str, Any]:
    """Mostly sensible orders; now and then a field that makes no sense."""
    body = {name: draw(values) for name, values in SENSIBLE.items()}
    chosen = draw(st.sets(st.sampled_from(sorted(OPTIONAL)), max_size=3))
    body |= {name: draw(OPTIONAL[name]) for name in sorted(chosen)}
    if draw(st.integers(0, 3)) == 0:
        body[draw(st.sampled_from(sorted(body)))] = draw(ODD)
    return body


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=order_bodies(), path=st.sampled_from([ORDERS, "/api/v1/st-orders"]))
def test_no_order_breaks_the_server_or_the_books(
    trader: Any, target: RunningSandbox, body: dict[str, Any], path: str
) -> None:
    status, answer, _ = trader.raw("POST", path, json.dumps(trader.order() | body))

    assert status == 200
    assert answer["code"] != "500000"
    assert ("data" in answer) == (answer["code"] == "200000")
    assert target.server.venue.exchange.books_balance() == 0


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=order_bodies())
def test_checked_order_is_refused_as_a_placed_one_and_changes_nothing(
    trader: Any, target: RunningSandbox, body: dict[str, Any]
) -> None:
    exchange, order = target.server.venue.exchange, trader.order() | body
    before = (len(exchange.orders(trader.key.uid)), exchange.overview(trader.key.uid))

    checked = trader.send("POST", "/api/v1/orders/test", order)
    after = (len(exchange.orders(trader.key.uid)), exchange.overview(trader.key.uid))
    placed = trader.send("POST", ORDERS, order)

    assert before == after
    assert checked["code"] == placed["code"]
    assert checked.get("msg") == placed.get("msg")


@given(number=st.decimals(-(10**12), 10**12, places=8))
def test_numbers_are_read_as_written(number: Decimal) -> None:
    written = f"{number:f}"

    assert parse_body(json.dumps({"at": written})).decimal("at") == number


@given(value=st.integers(-(10**17), 10**17))
def test_whole_numbers_are_read_from_numbers_and_text(value: int) -> None:
    assert Body({"at": value}).integer("at") == Body({"at": str(value)}).integer("at") == value


def test_lists_are_bounded() -> None:
    with pytest.raises(ApiError, match="1 to 20"):
        parse_bodies("[]", 20)
    with pytest.raises(ApiError, match="1 to 20"):
        parse_bodies(json.dumps([{}] * 21), 20)
    with pytest.raises(ApiError, match="JSON objects"):
        parse_bodies("[1]", 20)
