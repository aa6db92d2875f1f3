"""Stops on the exchange: what they carry, and what a refused one must not do."""

from typing import Any

import pytest
from freqtrade.enums import PriceType
from freqtrade.exceptions import (
    InsufficientFundsError,
    TemporaryError,
)

PAIR = "ETH/USDT:USDT"
STOP = {
    "pair": PAIR,
    "amount": 1.2345,
    "stop_price": 2900.123,
    "order_types": {"stoploss": "market"},
    "side": "sell",
    "leverage": 3.0,
}


@pytest.fixture(autouse=True)
def positions(desk: Any) -> None:
    """Something to protect on either side."""
    desk.positions = [
        {"symbol": "ETHUSDTM", "currentQty": lots, "isOpen": True} for lots in (1000, -1000)
    ]


def sent(desk: Any) -> dict[str, Any]:
    """The body of the one order that was placed."""
    (body,) = desk.asked("POST /api/v1/orders")
    return dict(body)


@pytest.mark.parametrize(
    ("side", "direction", "trigger"),
    [("sell", "down", "2900.13"), ("buy", "up", "2900.12")],
)
def test_a_stop_only_reduces_and_names_direction_and_price(
    trading: Any, desk: Any, side: str, direction: str, trigger: str
) -> None:
    trading().create_stoploss(**{**STOP, "side": side})
    body = sent(desk)
    assert (body["stop"], body["stopPrice"], body["stopPriceType"]) == (direction, trigger, "TP")
    assert (body["reduceOnly"], body["leverage"], body["marginMode"]) == (True, 3, "ISOLATED")
    assert (body["type"], body["size"]) == ("market", 123)
    assert "price" not in body


@pytest.mark.parametrize(
    ("price_type", "name"),
    [(PriceType.LAST, "TP"), (PriceType.MARK, "MP"), (PriceType.INDEX, "IP"), ("mark", "MP")],
)
def test_the_price_that_triggers_is_the_configured_one(
    trading: Any, desk: Any, price_type: str, name: str
) -> None:
    order_types = {"stoploss": "market", "stoploss_price_type": price_type}
    trading().create_stoploss(**{**STOP, "order_types": order_types})
    assert sent(desk)["stopPriceType"] == name


def test_a_stop_limit_rests_beyond_its_trigger(trading: Any, desk: Any) -> None:
    order_types = {"stoploss": "limit", "stoploss_on_exchange_limit_ratio": 0.99}
    trading().create_stoploss(**{**STOP, "order_types": order_types})
    body = sent(desk)
    assert body["type"] == "limit"
    assert float(body["price"]) == pytest.approx(2900.123 * 0.99, abs=0.01)


def test_the_answer_is_an_open_stop_that_freqtrade_can_move(trading: Any) -> None:
    exchange = trading()
    stop = exchange.create_stoploss(**STOP)
    assert (stop["id"], stop["status"], stop["stopPrice"]) == ("42", "open", 2900.13)
    assert exchange.stoploss_adjust(2910.0, stop, "sell")
    assert not exchange.stoploss_adjust(2890.0, stop, "sell")


@pytest.mark.parametrize("code", ["100001", "300000", "330005", "330012", "400100"])
def test_a_refused_parameter_does_not_close_the_trade(trading: Any, desk: Any, code: str) -> None:
    exchange = trading()
    desk.answers["POST /api/v1/orders"] = (code, "There are invalid parameters")
    with pytest.raises(TemporaryError):
        exchange.create_stoploss(**STOP)
    assert len(desk.asked("POST /api/v1/orders")) == 1


@pytest.mark.parametrize(
    ("code", "error"), [("300003", InsufficientFundsError), ("300009", TemporaryError)]
)
def test_what_concerns_the_position_is_told(
    trading: Any, desk: Any, code: str, error: type[Exception]
) -> None:
    exchange = trading()
    desk.answers["POST /api/v1/orders"] = (code, "refused")
    with pytest.raises(error) as raised:
        exchange.create_stoploss(**STOP)
    assert type(raised.value) is error


def test_a_stop_that_has_triggered_is_not_cancelled_but_told(trading: Any, desk: Any) -> None:
    desk.answers["DELETE /api/v1/orders/42"] = ("100004", "Order is in not cancelable state")
    desk.answers["GET /api/v1/orders/42"] = {
        "id": "42",
        "symbol": "ETHUSDTM",
        "type": "market",
        "side": "sell",
        "size": 123,
        "filledSize": 123,
        "filledValue": "3567",
        "stopPrice": "2900.13",
        "isActive": False,
        "cancelExist": False,
    }
    result = trading().cancel_stoploss_order_with_result("42", PAIR, 1.23)
    assert (result["status"], result["filled"]) == ("closed", pytest.approx(1.23))
    assert desk.asked("DELETE /api/v1/orders/42") == []


def test_in_a_dry_run_a_stop_is_simulated(exchange: Any) -> None:
    bid = exchange.fetch_l2_order_book(PAIR, 20)["bids"][0][0]
    stop = exchange.create_stoploss(**{**STOP, "stop_price": bid * 0.9})
    assert stop["status"] == "open"
    assert stop["stopPrice"] == pytest.approx(bid * 0.9, abs=0.01)
