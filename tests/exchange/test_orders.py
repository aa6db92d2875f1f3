"""What an order carries to KuCoin, as freqtrade and ccxt really send it."""

from typing import Any

import pytest
from freqtrade.exceptions import (
    InsufficientFundsError,
    InvalidOrderException,
    TemporaryError,
)

PAIR = "ETH/USDT:USDT"
ENTRY = {
    "pair": PAIR,
    "ordertype": "limit",
    "side": "buy",
    "amount": 1.2345,
    "rate": 3000.123,
    "leverage": 3.0,
}


def sent(desk: Any) -> dict[str, Any]:
    """The body of the one order that was placed."""
    (body,) = desk.asked("POST /api/v1/orders")
    return dict(body)


def test_an_entry_says_margin_mode_and_leverage(trading: Any, desk: Any) -> None:
    trading().create_order(**ENTRY)
    body = sent(desk)
    assert (body["marginMode"], body["leverage"]) == ("ISOLATED", 3)
    assert (body["symbol"], body["size"], body["type"]) == ("ETHUSDTM", 123, "limit")
    assert body["price"] == "3000.12"
    assert "positionSide" not in body


def test_the_answer_is_an_open_order_until_it_is_fetched(trading: Any) -> None:
    placed = trading().create_order(**ENTRY)
    assert (placed["id"], placed["status"], placed["type"]) == ("42", "open", "limit")


@pytest.mark.parametrize(
    ("time_in_force", "expected"),
    [("GTC", (None, None)), ("IOC", ("IOC", None)), ("PO", (None, True))],
)
def test_time_in_force_is_spoken_in_kucoins_words(
    trading: Any, desk: Any, time_in_force: str, expected: tuple[Any, Any]
) -> None:
    trading().create_order(**ENTRY, time_in_force=time_in_force)
    body = sent(desk)
    assert (body.get("timeInForce"), body.get("postOnly")) == expected


@pytest.mark.parametrize(
    ("side", "reduce_only", "position_side"),
    [
        ("buy", False, "LONG"),
        ("sell", False, "SHORT"),
        ("sell", True, "LONG"),
        ("buy", True, "SHORT"),
    ],
)
def test_in_hedge_mode_the_side_of_the_position_is_named(
    trading: Any, desk: Any, side: str, reduce_only: bool, position_side: str
) -> None:
    desk.answers["GET /api/v2/position/getPositionMode"] = {"positionMode": 1}
    exchange = trading(enygma={"position_mode": "hedge"})
    if reduce_only:
        desk.hold("ETHUSDTM", 1000 if side == "sell" else -1000)
    exchange.create_order(**{**ENTRY, "side": side}, reduceOnly=reduce_only)
    assert sent(desk)["positionSide"] == position_side


@pytest.mark.parametrize("leverage", [2.5, 0.5, 0.0, float("nan"), float("inf")])
def test_a_leverage_that_kucoin_would_round_is_refused(
    trading: Any, desk: Any, leverage: float
) -> None:
    with pytest.raises(InvalidOrderException, match=f"whole leverages from 1 on, not {leverage}"):
        trading().create_order(**{**ENTRY, "leverage": leverage})
    assert desk.asked("POST /api/v1/orders") == []


@pytest.mark.parametrize("amount", [float("nan"), float("inf")])
def test_a_size_that_is_no_number_costs_that_entry_alone(
    trading: Any, desk: Any, amount: float
) -> None:
    with pytest.raises(InvalidOrderException, match=r"custom_stake_amount\(\) return a number"):
        trading().create_order(**{**ENTRY, "amount": amount})
    assert desk.asked("POST /api/v1/orders") == []


def test_an_exit_before_the_entry_is_booked_says_to_try_again(trading: Any, desk: Any) -> None:
    desk.hold("ETHUSDTM", 1000)
    with pytest.raises(InvalidOrderException, match=r"is booked yet.*try again"):
        trading().create_order(**{**ENTRY, "side": "sell", "amount": 0.0}, reduceOnly=True)
    assert desk.asked("POST /api/v1/orders") == []


def test_an_exit_never_fails_on_its_leverage(trading: Any, desk: Any) -> None:
    exit_order = {**ENTRY, "side": "sell", "ordertype": "market", "leverage": 2.5}
    desk.hold("ETHUSDTM", 1000)
    trading().create_order(**exit_order, reduceOnly=True)
    body = sent(desk)
    assert (body["reduceOnly"], body["leverage"]) == (True, 2)
    assert "price" not in body


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("300003", InsufficientFundsError),
        ("330008", InsufficientFundsError),
        ("100001", TemporaryError),
        ("400100", TemporaryError),
        ("330005", TemporaryError),
        ("300012", InvalidOrderException),
    ],
)
def test_a_refusal_reaches_freqtrade_as_what_it_is(
    trading: Any, desk: Any, code: str, error: type[Exception]
) -> None:
    exchange = trading()
    desk.answers["POST /api/v1/orders"] = (code, "refused")
    with pytest.raises(error) as raised:
        exchange.create_order(**ENTRY)
    assert type(raised.value) is error


def test_the_margin_mode_is_read_again_after_a_refusal(trading: Any, desk: Any) -> None:
    exchange = trading()
    desk.answers["POST /api/v1/orders"] = ("330005", "margin mode does not match")
    for _ in range(2):
        with pytest.raises(TemporaryError, match="margin mode differs"):
            exchange.create_order(**ENTRY)
    assert len(desk.asked("GET /api/v2/position/getMarginMode")) == 2


def test_an_order_that_cannot_be_cancelled_any_more_is_fetched(trading: Any, desk: Any) -> None:
    desk.answers["DELETE /api/v1/orders/42"] = ("100004", "Order is in not cancelable state")
    desk.answers["GET /api/v1/orders/42"] = fetched(isActive=False, filledSize=123)
    result = trading().cancel_order_with_result("42", PAIR, 1.23)
    assert (result["status"], result["filled"]) == ("closed", pytest.approx(1.23))
    assert len(desk.asked("DELETE /api/v1/orders/42")) == 1


def fetched(**fields: Any) -> dict[str, Any]:
    """An order as KuCoin shows it."""
    return {
        "id": "42",
        "symbol": "ETHUSDTM",
        "type": "limit",
        "side": "buy",
        "price": "3000",
        "size": 123,
        "filledSize": 0,
        "filledValue": "0",
        "isActive": True,
        "cancelExist": False,
        "createdAt": 1_760_000_000_000,
        **fields,
    }


@pytest.mark.parametrize(
    ("fields", "status", "filled"),
    [
        ({}, "open", 0.0),
        ({"cancelExist": True, "filledSize": 100, "filledValue": "3000"}, "open", 1.0),
        ({"isActive": False, "cancelExist": True}, "canceled", 0.0),
        ({"isActive": False, "filledSize": 123, "filledValue": "3690"}, "closed", 1.23),
        ({"tradeType": "FUTURES", "sizeUnit": "UNIT", "filledSize": 23}, "open", 0.23),
    ],
)
def test_an_order_is_read_with_its_state_and_amounts(
    trading: Any, desk: Any, fields: dict[str, Any], status: str, filled: float
) -> None:
    desk.answers["GET /api/v1/orders/42"] = fetched(**fields)
    order = trading().fetch_order("42", PAIR)
    assert order["status"] == status
    assert order["filled"] == pytest.approx(filled)
    assert order["amount"] == pytest.approx(1.23)
