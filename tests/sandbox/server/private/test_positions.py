"""Positions, their margin and their limits as a client sees and changes them."""

from typing import Any

import pytest

from enygma.sandbox import RunningSandbox

SYMBOL, OTHER = "XBTUSDTM", "ETHUSDTM"
HOURS_2_MS = 2 * 3_600_000
POSITION = "/api/v1/position"


def test_no_position_is_a_success_without_data(trader: Any) -> None:
    answer = trader.send("GET", POSITION, query={"symbol": SYMBOL})

    assert answer == {"code": "200000", "msg": "Position does not exist"}
    assert trader.get("/api/v1/positions") == []


def test_isolated_position_tells_of_its_own_margin(trader: Any) -> None:
    trader.place(size=10, leverage=4)

    row = trader.get(POSITION, symbol=SYMBOL)

    assert (row["currentQty"], row["marginMode"], row["crossMode"]) == (10, "ISOLATED", False)
    assert row["posInit"] == pytest.approx(row["posCost"] / 4)
    assert row["realLeverage"] == pytest.approx(4, abs=0.01)
    assert row["liquidationPrice"] > row["bankruptPrice"] > 0
    assert row["avgEntryPrice"] > row["liquidationPrice"]


def test_cross_short_is_negative_and_keeps_quiet_about_isolated_margin(trader: Any) -> None:
    trader.post("/api/v2/position/changeMarginMode", {"symbol": OTHER, "marginMode": "CROSS"})
    trader.post("/api/v2/changeCrossUserLeverage", {"symbol": OTHER, "leverage": 3})
    trader.place(symbol=OTHER, side="sell", size=6, marginMode="CROSS")

    row = trader.get(POSITION, symbol=OTHER)

    assert (row["currentQty"], row["crossMode"], row["leverage"]) == (-6, True, 3)
    assert row["posCost"] < 0
    assert row["markValue"] < 0
    assert "posCross" not in row
    assert "autoDeposit" not in row


def test_margin_moves_between_account_and_position(trader: Any) -> None:
    trader.place(size=10)
    before = trader.get("/api/v1/account-overview", currency="USDT")["availableBalance"]
    add = {"symbol": SYMBOL, "margin": 30, "bizNo": "1"}

    margin = trader.post("/api/v1/position/margin/deposit-margin", add)["posMargin"]
    most = float(trader.get("/api/v1/margin/maxWithdrawMargin", symbol=SYMBOL))
    after = trader.get("/api/v1/account-overview", currency="USDT")["availableBalance"]

    assert after == pytest.approx(before - 30)
    assert 0 < most <= 30
    take = {"symbol": SYMBOL, "withdrawAmount": most}
    assert float(trader.post("/api/v1/margin/withdrawMargin", take)) == most
    assert trader.get(POSITION, symbol=SYMBOL)["posMargin"] == pytest.approx(margin - most)
    again = trader.send("POST", "/api/v1/margin/withdrawMargin", take)
    assert again["code"] == "300003"


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/api/v1/position/margin/deposit-margin", {"margin": 1, "bizNo": "1"}, "300009"),
        ("/api/v1/position/margin/deposit-margin", {"margin": 1}, "100001"),
        ("/api/v1/position/margin/deposit-margin", {"margin": 0, "bizNo": "1"}, "100001"),
        ("/api/v1/margin/withdrawMargin", {"withdrawAmount": "1"}, "300009"),
        ("/api/v1/margin/withdrawMargin", {"withdrawAmount": "-1"}, "100001"),
        ("/api/v1/position/risk-limit-level/change", {"level": 99}, "100005"),
        ("/api/v1/position/risk-limit-level/change", {"level": "x"}, "100001"),
        ("/api/v1/position/margin/auto-deposit-status", {}, "100001"),
        ("/api/v2/changeCrossUserLeverage", {"leverage": "1000"}, "300016"),
        ("/api/v2/changeCrossUserLeverage", {"leverage": "1.5"}, "100001"),
        ("/api/v2/position/changeMarginMode", {"marginMode": "BOTH"}, "100001"),
        ("/api/v2/position/switchPositionMode", {"positionMode": 7}, "100001"),
        ("/api/v2/position/batchChangeMarginMode", {"marginMode": "CROSS"}, "100001"),
    ],
)
def test_wrong_change_is_refused(trader: Any, path: str, body: dict[str, Any], code: str) -> None:
    answer = trader.send("POST", path, {"symbol": SYMBOL} | body)

    assert answer["code"] == code
    assert answer["msg"]


def test_modes_do_not_change_under_an_order_or_a_position(trader: Any) -> None:
    trader.place()
    both = {"symbols": [SYMBOL, OTHER, "NOPE"], "marginMode": "CROSS"}

    one = trader.send(
        "POST", "/api/v2/position/changeMarginMode", {"symbol": SYMBOL, "marginMode": "CROSS"}
    )
    several = trader.post("/api/v2/position/batchChangeMarginMode", both)
    hedge = trader.send("POST", "/api/v2/position/switchPositionMode", {"positionMode": 1})

    assert (one["code"], one["msg"]) == ("50002", "exist.order.or.position")
    assert several["marginMode"] == {SYMBOL: "ISOLATED", OTHER: "CROSS"}
    assert [each["symbol"] for each in several["errors"]] == [SYMBOL, "NOPE"]
    assert hedge["code"] == "50002"


def test_limits_say_how_large_a_position_may_become(trader: Any) -> None:
    price = trader.price()
    size = trader.get("/api/v2/getMaxOpenSize", symbol=SYMBOL, price=price, leverage=5)
    more = size["maxBuyOpenSize"] + 100

    assert trader.send("POST", "/api/v1/orders/test", trader.order(size=more))["code"] == "300003"
    fewer = trader.order(size=int(size["maxBuyOpenSize"] * 0.95))
    assert trader.send("POST", "/api/v1/orders/test", fewer)["code"] == "200000"
    rows = trader.get(
        "/api/v2/batchGetCrossOrderLimit", symbol=f"{SYMBOL},{OTHER}", totalMargin=100, leverage=10
    )
    assert [float(row["maxOpenValue"]) for row in rows] == pytest.approx([1000, 1000], rel=0.1)
    assert {row["imr"] for row in rows} == {"0.1"}


def test_closed_positions_are_listed_newest_first(trader: Any, sandbox: RunningSandbox) -> None:
    for symbol in (SYMBOL, OTHER, SYMBOL):
        trader.place(symbol=symbol, size=2)
        sandbox.advance(60_000)
        trader.place(symbol=symbol, type="market", closeOrder=True, size=0)

    history = trader.get("/api/v1/history-positions")
    page = trader.get("/api/v1/history-positions", limit=1, pageId=2)

    assert [row["symbol"] for row in history["items"]] == [SYMBOL, OTHER, SYMBOL]
    assert page["items"] == history["items"][1:2]
    assert len(trader.get("/api/v1/history-positions", symbol=OTHER)["items"]) == 1
    assert trader.send("GET", "/api/v1/history-positions", query={"limit": 201})["code"] == "100001"
    for row in history["items"]:
        parts = -float(row["realisedGrossCost"]) - float(row["tradeFee"]) + float(row["fundingFee"])
        assert float(row["pnl"]) == pytest.approx(parts)


def test_funding_changes_the_balance_and_is_paged(trader: Any, sandbox: RunningSandbox) -> None:
    trader.place(size=10)
    for _ in range(12):
        sandbox.advance(8 * 3_600_000 // 2)
    paid = trader.get("/api/v1/funding-history", symbol=SYMBOL, maxCount=4)
    rest = trader.get("/api/v1/funding-history", symbol=SYMBOL, offset=paid["dataList"][-1]["id"])

    rows = [*paid["dataList"], *rest["dataList"]]
    assert paid["hasMore"] is True
    assert rest["hasMore"] is False
    assert [row["timePoint"] for row in rows] == sorted(
        (r["timePoint"] for r in rows), reverse=True
    )
    assert {row["timePoint"] % (8 * 3_600_000) for row in rows} == {0}
    for row in rows:
        owed = -row["positionQty"] * 0.001 * row["markPrice"] * row["fundingRate"]
        assert row["funding"] == pytest.approx(owed, abs=1e-7)
    position = trader.get(POSITION, symbol=SYMBOL)
    assert position["posFunding"] == pytest.approx(sum(row["funding"] for row in rows))


def test_ledger_explains_the_balance(trader: Any, sandbox: RunningSandbox) -> None:
    trader.place(size=10)
    sandbox.advance(HOURS_2_MS)
    trader.place(type="market", closeOrder=True, size=0)

    entries = trader.get("/api/v1/transaction-history", currency="USDT")["dataList"]
    overview = trader.get("/api/v1/account-overview", currency="USDT")

    assert sum(entry["amount"] for entry in entries) == pytest.approx(overview["accountEquity"])
    assert overview["marginBalance"] == overview["accountEquity"] == overview["availableBalance"]
    inflow = trader.get("/api/v1/transaction-history", type="Transferin")["dataList"]
    assert [entry["amount"] for entry in inflow] == [10_000]
    assert trader.get("/api/v1/transaction-history", currency="XBT")["dataList"] == []
    assert trader.get("/api/v1/account-overview-all", currency="USDT")["summary"][
        "accountEquityTotal"
    ] == pytest.approx(overview["accountEquity"])


def test_margin_of_a_hedged_position_names_its_side(trader: Any) -> None:
    trader.post("/api/v2/position/switchPositionMode", {"positionMode": "1"})
    trader.place(size=3, positionSide="LONG")
    trader.place(size=2, side="sell", positionSide="SHORT")
    path, add = "/api/v1/position/margin/deposit-margin", {"symbol": SYMBOL, "margin": 15}

    changed = trader.post(path, add | {"bizNo": "1", "positionSide": "SHORT"})
    query = {"symbol": SYMBOL, "positionSide": "SHORT"}

    assert (changed["positionSide"], changed["currentQty"]) == ("SHORT", -2)
    assert float(trader.get("/api/v1/margin/maxWithdrawMargin", **query)) > 0
    assert (
        float(trader.get("/api/v1/margin/maxWithdrawMargin", **query | {"positionSide": "LONG"}))
        < 1
    )
    assert trader.send("POST", path, add | {"bizNo": "2"})["code"] == "300009"
    rows = {row["positionSide"]: row for row in trader.get("/api/v1/positions")}
    assert {side: row["currentQty"] for side, row in rows.items()} == {"LONG": 3, "SHORT": -2}
    assert rows["SHORT"]["posCross"] == 15
    assert rows["SHORT"]["liquidationPrice"] > rows["SHORT"]["avgEntryPrice"]
