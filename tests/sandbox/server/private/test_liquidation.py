"""A liquidation as its owner reads it afterwards."""

import json
from typing import Any

import pytest

from enygma.sandbox import RunningSandbox

SYMBOL = "XBTUSDTM"


def test_liquidated_position_leaves_a_fill_an_order_and_a_closed_position(
    trader: Any, sandbox: RunningSandbox, ask: Any
) -> None:
    trader.place(size=100, leverage=20)
    terms = {"stop": "down", "stopPrice": trader.price(times=0.2), "stopPriceType": "MP"}
    stop = trader.place(side="sell", size=100, reduceOnly=True, **terms)
    held = trader.get("/api/v1/position", symbol=SYMBOL)
    shock = {"pair": "BTC/USDT:USDT", "percent": -10, "minutes": 5}
    headers = {"Content-Type": "application/json"}
    url = f"{sandbox.url}/__sandbox__/shocks"
    assert ask(url, "POST", headers, json.dumps(shock).encode())[0] == 200

    sandbox.advance(10 * 60_000)

    assert trader.get("/api/v1/positions") == []
    closed = trader.get("/api/v1/history-positions")["items"][0]
    assert (closed["type"], closed["side"]) == ("LIQUID_LONG", "LONG")
    loss = held["posMargin"] + float(closed["tradeFee"])
    assert float(closed["pnl"]) == pytest.approx(-loss, rel=1e-6)
    fill = trader.get("/api/v1/fills", tradeTypes="liquid")["items"][0]
    assert (fill["tradeType"], fill["side"], fill["size"]) == ("liquid", "sell", 100)
    order = trader.get(f"/api/v1/orders/{fill['orderId']}")
    assert (order["status"], order["filledSize"], order["reduceOnly"]) == ("done", 100, True)
    assert trader.get(f"/api/v1/orders/{stop}")["cancelExist"] is True
    overview = trader.get("/api/v1/account-overview", currency="USDT")
    assert overview["accountEquity"] == pytest.approx(10_000 + float(closed["pnl"]))
    assert sandbox.server.venue.exchange.books_balance() == 0
