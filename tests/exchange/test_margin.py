"""Margin mode, leverage and position mode are changed only when they differ."""

from typing import Any

import pytest
from freqtrade.exceptions import OperationalException, TemporaryError

PAIR = "ETH/USDT:USDT"
READ = "GET /api/v2/position/getMarginMode"
CHANGE = "POST /api/v2/position/changeMarginMode"
CROSS_LEVERAGE = "POST /api/v2/changeCrossUserLeverage"
POSITION_MODE = "GET /api/v2/position/getPositionMode"
SWITCH = "POST /api/v2/position/switchPositionMode"


def test_a_margin_mode_that_fits_is_read_once_and_left(trading: Any, desk: Any) -> None:
    exchange = trading()
    for _ in range(3):
        exchange._lev_prep(PAIR, 3.0, "buy")
    assert len(desk.asked(READ)) == 1
    assert desk.asked(CHANGE) == []


def test_a_margin_mode_that_differs_is_changed_once(trading: Any, desk: Any) -> None:
    desk.answers[CHANGE] = {"symbol": "ETHUSDTM", "marginMode": "CROSS"}
    desk.answers[CROSS_LEVERAGE] = True
    exchange = trading(margin_mode="cross")
    exchange._lev_prep(PAIR, 3.0, "buy")
    exchange._lev_prep(PAIR, 4.0, "buy")
    assert desk.asked(CHANGE) == [{"symbol": "ETHUSDTM", "marginMode": "CROSS"}]
    assert [asked["leverage"] for asked in desk.asked(CROSS_LEVERAGE)] == ["3", "4"]


def test_isolated_leverage_travels_with_the_order_alone(trading: Any, desk: Any) -> None:
    trading()._lev_prep(PAIR, 3.0, "buy")
    assert desk.asked(CROSS_LEVERAGE) == []


def test_an_entry_waits_for_the_margin_mode_and_a_stop_does_not(trading: Any, desk: Any) -> None:
    desk.answers[READ] = ("500000", "Internal Server Error")
    exchange = trading()
    with pytest.raises(TemporaryError, match=f"margin mode of {PAIR}"):
        exchange._lev_prep(PAIR, 3.0, "buy")
    desk.hold("ETHUSDTM", 100)
    exchange.create_stoploss(PAIR, 1.0, 2900.0, {"stoploss": "market"}, "sell", 3.0)
    assert len(desk.asked("POST /api/v1/orders")) == 1


def test_a_stop_does_not_wait_for_the_cross_leverage_either(trading: Any, desk: Any) -> None:
    desk.answers[READ] = {"symbol": "ETHUSDTM", "marginMode": "CROSS"}
    desk.answers[CROSS_LEVERAGE] = ("500000", "Internal Server Error")
    exchange = trading(margin_mode="cross")
    desk.hold("ETHUSDTM", 100)
    exchange.create_stoploss(PAIR, 1.0, 2900.0, {"stoploss": "market"}, "sell", 2.5)
    (body,) = desk.asked("POST /api/v1/orders")
    assert (body["marginMode"], body["leverage"]) == ("CROSS", 2)


def test_an_account_in_one_way_mode_is_left_alone(trading: Any, desk: Any) -> None:
    trading()
    assert len(desk.asked(POSITION_MODE)) == 1
    assert desk.asked(SWITCH) == []


@pytest.mark.parametrize(("current", "wanted", "sent"), [(1, "one-way", "0"), (0, "hedge", "1")])
def test_an_account_in_the_other_mode_is_switched(
    trading: Any, desk: Any, current: int, wanted: str, sent: str
) -> None:
    desk.answers[POSITION_MODE] = {"positionMode": current}
    desk.answers[SWITCH] = {"positionMode": int(sent)}
    trading(enygma={"position_mode": wanted})
    assert desk.asked(SWITCH) == [{"positionMode": sent}]


def test_a_mode_that_cannot_be_switched_stops_with_the_reason(trading: Any, desk: Any) -> None:
    desk.answers[POSITION_MODE] = {"positionMode": 1}
    desk.answers[SWITCH] = ("330011", "You have open positions")
    with pytest.raises(OperationalException, match=r"one-way mode.*Close its futures positions"):
        trading()


def test_a_dry_run_touches_no_account(desk: Any, connect: Any) -> None:
    exchange = connect(url=desk.url)
    exchange._lev_prep(PAIR, 3.0, "buy")
    assert not [call for call, _ in desk.requests if "position" in call]
