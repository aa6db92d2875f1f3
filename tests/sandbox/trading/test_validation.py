"""Requests that are wrong are refused with KuCoin's code and a message that says what is wrong."""

import contextlib
import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.sandbox.trading import (
    Bracket,
    Exchange,
    MarginMode,
    OrderRequest,
    OrderType,
    PositionSide,
    PriceType,
    Rejection,
    Side,
    Stop,
    StopDirection,
    TimeInForce,
)

NAN = Decimal("NaN")


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        ({"symbol": "NOPEUSDTM"}, "100003", "Contract parameter invalid"),
        ({"client_oid": ""}, "100001", "clientOid"),
        ({"client_oid": "x" * 41}, "100001", "clientOid"),
        ({"client_oid": "späße"}, "100001", "clientOid"),
        ({"side": None}, "100001", "Side"),
        ({"price": None}, "100001", "Price parameter invalid"),
        ({"price": Decimal(0)}, "100001", "Price parameter invalid"),
        ({"price": NAN}, "100001", "Price parameter invalid"),
        ({"price": Decimal("49000.05")}, "100001", "multiple of 0.1"),
        ({"price": Decimal(53_000)}, "300011", "higher than 52500"),
        ({"side": "sell", "price": Decimal(47_000)}, "300012", "lower than 47500"),
        ({"lots": None}, "100001", "one of size, qty and valueQty"),
        ({"qty": Decimal("0.01")}, "100001", "one of size, qty and valueQty"),
        ({"lots": 0}, "100001", "less than the minimum: 1"),
        ({"lots": -5}, "100001", "less than the minimum: 1"),
        ({"lots": 1_000_001}, "100001", "greater than the maximum: 1000000"),
        ({"leverage": None}, "100001", "Leverage"),
        ({"leverage": 0}, "100001", "Leverage"),
        ({"leverage": 126}, "300016", "cannot be greater than 125"),
        ({"post_only": True, "time_in_force": TimeInForce.IOC}, "100001", "postOnly"),
        ({"post_only": True, "hidden": True}, "100001", "postOnly"),
        ({"iceberg": True}, "100001", "visibleSize"),
        ({"remark": "x" * 101}, "100001", "remark"),
        ({"stop": Stop(StopDirection.UP, Decimal(0))}, "100001", "Stop price"),
        ({"stop": Stop(StopDirection.UP, Decimal("50000.01"))}, "100001", "Stop price"),
    ],
)
def test_a_wrong_request_names_what_is_wrong(script, order, uid, change, code, named):
    exchange = script(50_000.0)
    before = exchange.snapshot()
    sides = {"side": Side(change["side"])} if change.get("side") else {}
    wanted = replace(order("buy", 1, "49000"), **{**change, **sides})
    with pytest.raises(Rejection, match=named) as refused:
        exchange.place(uid, wanted)
    assert refused.value.code == code
    assert exchange.snapshot() == before


@pytest.mark.parametrize(
    ("size", "lots"),
    [
        ({"qty": Decimal("0.012")}, 12),
        ({"value_qty": Decimal(499)}, 10),
        ({"value_qty": Decimal(490)}, 10),
    ],
)
def test_sizes_in_base_currency_and_in_usdt_become_lots(script, order, uid, size, lots):
    exchange = script(50_000.0)
    placed = exchange.place(uid, order("buy", None, "49000", **size))
    assert placed.lots == lots


@pytest.mark.parametrize(
    ("size", "named"),
    [
        ({"qty": Decimal("0.0125")}, "multiple of 0.001"),
        ({"value_qty": Decimal(48)}, "less than the minimum"),
    ],
)
def test_sizes_off_the_grid_are_refused(script, order, uid, size, named):
    exchange = script(50_000.0)
    with pytest.raises(Rejection, match=named):
        exchange.place(uid, order("buy", None, "49000", **size))


def test_a_contract_has_a_hundred_orders_and_two_hundred_stops_at_most(script, order, uid):
    exchange = script(50_000.0)
    stop = Stop(StopDirection.UP, Decimal(60_000))
    for _ in range(100):
        exchange.place(uid, order("buy", 1, "48000"))
    for _ in range(200):
        exchange.place(uid, order("buy", 1, stop=stop))
    with pytest.raises(Rejection, match=r"limit: 100, current: 100") as refused:
        exchange.place(uid, order("buy", 1, "48000"))
    assert refused.value.code == "300001"
    with pytest.raises(Rejection, match=r"limit: 200, current: 200") as refused:
        exchange.place(uid, order("buy", 1, stop=stop))
    assert refused.value.code == "300004"


@pytest.mark.parametrize("name", ["order", "order_by_client_oid"])
def test_an_unknown_order_is_not_found(script, uid, name):
    exchange = script(50_000.0)
    with pytest.raises(Rejection, match="orderNotExist") as refused:
        getattr(exchange, name)(uid, "nobody")
    assert refused.value.code == "100001"


numbers = st.none() | st.decimals() | st.decimals(0, 100_000, places=3)
whole = st.none() | st.integers() | st.integers(1, 100)


@settings(max_examples=300)
@given(
    change=st.fixed_dictionaries(
        {},
        optional={
            "client_oid": st.text(max_size=50),
            "symbol": st.sampled_from(["XBTUSDTM", "ETHUSDTM", ""]),
            "side": st.none() | st.sampled_from(list(Side)),
            "type": st.sampled_from(list(OrderType)),
            "leverage": whole,
            "lots": whole,
            "qty": numbers,
            "value_qty": numbers,
            "price": numbers,
            "time_in_force": st.sampled_from(list(TimeInForce)),
            "post_only": st.booleans(),
            "iceberg": st.booleans(),
            "visible_lots": whole,
            "reduce_only": st.booleans(),
            "close_order": st.booleans(),
            "stop": st.builds(
                Stop, st.sampled_from(list(StopDirection)), st.decimals(), st.just(PriceType.MARK)
            ),
            "bracket": st.builds(Bracket, numbers, numbers),
            "position_side": st.sampled_from(list(PositionSide)),
            "margin_mode": st.sampled_from(list(MarginMode)),
        },
    )
)
def test_whatever_is_asked_is_answered(nonsense_exchange, uid, change):
    exchange, oids = nonsense_exchange
    defaults = {"client_oid": f"order-{next(oids)}", "symbol": "XBTUSDTM", "side": Side.BUY}
    with contextlib.suppress(Rejection):
        exchange.place(uid, OrderRequest(**{**defaults, **change}))
    assert exchange.books_balance() == 0


@pytest.fixture(scope="module")
def nonsense_exchange(scripted, start_ms, uid):
    """One exchange that is asked for anything."""
    exchange = Exchange(scripted({"XBTUSDTM": (50_000.0,)}), start_ms)
    exchange.open_account(uid, Decimal(1_000_000))
    return exchange, itertools.count()


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1", "0", "1e-9", "1e40"])
def test_amounts_that_nobody_can_pay_are_refused(script, order, uid, amount):
    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 10))
    for move in (exchange.add_margin, exchange.withdraw_margin):
        with pytest.raises(Rejection):
            move(uid, "XBTUSDTM", Decimal(amount))
    with pytest.raises(ValueError, match="transfer"):
        exchange.deposit(uid, Decimal(amount) if amount != "-1" else Decimal("0.000000001"))
