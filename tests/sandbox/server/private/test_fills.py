"""Fills are listed with their fees, by order, by span, by kind."""

from typing import Any

import pytest

from enygma.sandbox import RunningSandbox

DAY_MS = 86_400_000
FILLS = "/api/v1/fills"


def test_fee_is_split_into_what_opened_and_what_closed(trader: Any) -> None:
    trader.place(size=4)
    trader.place(size=10, side="sell")

    sold, bought = trader.get(FILLS)["items"]

    assert (float(bought["closeFeePay"]), bought["fee"]) == (0, bought["openFeePay"])
    assert float(sold["fee"]) == pytest.approx(float(sold["value"]) * 0.0006, abs=1e-7)
    closing = float(sold["closeFeePay"]) / float(sold["fee"])
    assert closing == pytest.approx(0.4, abs=1e-4)
    assert (bought["liquidity"], bought["feeRate"], bought["tradeType"]) == (
        "taker",
        "0.0006",
        "trade",
    )
    assert float(bought["value"]) == pytest.approx(4 * 0.001 * float(bought["price"]))


def test_fills_of_one_order_need_no_span(trader: Any, sandbox: RunningSandbox) -> None:
    first = trader.place()
    sandbox.advance(2 * DAY_MS - 60_000)
    trader.place()

    assert [each["orderId"] for each in trader.get(FILLS, orderId=first)["items"]] == [first]
    assert first not in [each["orderId"] for each in trader.get(FILLS)["items"]]
    assert first not in [each["orderId"] for each in trader.get("/api/v1/recentFills")]


def test_fills_are_filtered(trader: Any) -> None:
    trader.place()
    trader.place(symbol="ETHUSDTM", side="sell")

    def found(**query: Any) -> list[str]:
        return [each["symbol"] for each in trader.get(FILLS, **query)["items"]]

    assert found() == ["ETHUSDTM", "XBTUSDTM"]
    assert found(symbol="XBTUSDTM") == ["XBTUSDTM"]
    assert found(side="sell") == ["ETHUSDTM"]
    assert found(type="limit") == found(tradeTypes="liquid,adl") == []
    assert found(tradeTypes="trade") == found(type="market") == found()
    assert trader.send("GET", FILLS, query={"tradeTypes": "gift"})["code"] == "100001"
    assert trader.get("/api/v1/recentFills", symbol="ETHUSDTM")[0]["side"] == "sell"


def test_triggered_stop_shows_in_its_fill(trader: Any, sandbox: RunningSandbox) -> None:
    trader.place(size=3)
    terms = {"stop": "up", "stopPrice": trader.price(times=1.0005), "stopPriceType": "TP"}
    stop = trader.place(side="sell", size=3, reduceOnly=True, **terms)
    for _ in range(96):
        sandbox.advance(15 * 60_000)
        fills = trader.get(FILLS, orderId=stop)["items"]
        if fills:
            break

    assert {(each["stop"], each["displayType"]) for each in fills} == {("up", "market_stop")}
    assert sum(each["size"] for each in fills) == 3
    assert trader.get("/api/v1/positions") == []
