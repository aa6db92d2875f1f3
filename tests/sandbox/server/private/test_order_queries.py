"""Orders are found by id, name, state, span and page."""

from typing import Any

import pytest

from enygma.sandbox import RunningSandbox

DAY_MS = 86_400_000
ORDERS, STOPS = "/api/v1/orders", "/api/v1/stopOrders"


def resting(trader: Any, **terms: Any) -> str:
    return trader.place(type="limit", price=trader.price(times=0.9), **terms)


def ids(page: Any) -> list[str]:
    return [each["id"] for each in page["items"]]


def test_order_is_found_by_id_and_by_name_alive_and_dead(trader: Any) -> None:
    order_id = resting(trader)
    name = trader.names[-1]

    for status in ("open", "done"):
        by_id = trader.get(f"{ORDERS}/{order_id}")
        by_name = trader.get(f"{ORDERS}/byClientOid", clientOid=name)
        assert by_id == by_name
        assert (by_id["id"], by_id["clientOid"], by_id["status"]) == (order_id, name, status)
        if status == "open":
            trader.delete(f"{ORDERS}/{order_id}")
    assert (by_id["isActive"], by_id["cancelExist"], by_id["filledSize"]) == (False, True, 0)
    assert by_id["endAt"] == by_id["updatedAt"] == trader.sandbox.server.venue.now_ms()


def test_waiting_stop_is_found_by_id_and_listed_apart(trader: Any) -> None:
    trader.place(size=2)
    terms = {"stop": "down", "stopPrice": trader.price(times=0.8), "stopPriceType": "TP"}
    stop_id = trader.place(side="sell", size=2, reduceOnly=True, **terms)

    row = trader.get(f"{ORDERS}/{stop_id}")
    assert (row["stop"], row["stopPriceType"], row["stopTriggered"]) == ("down", "TP", False)
    assert float(row["stopPrice"]) == float(terms["stopPrice"])
    assert ids(trader.get(STOPS)) == [stop_id]
    assert ids(trader.get(STOPS, side="buy")) == []
    assert ids(trader.get(ORDERS, status="active")) == []
    assert trader.delete(STOPS) == {"cancelledOrderIds": [stop_id]}
    assert trader.get(f"{ORDERS}/{stop_id}")["status"] == "done"


def test_done_orders_are_listed_unless_active_ones_are_asked_for(trader: Any) -> None:
    open_id, done_id = resting(trader), trader.place()

    assert ids(trader.get(ORDERS)) == ids(trader.get(ORDERS, status="done")) == [done_id]
    assert ids(trader.get(ORDERS, status="active")) == [open_id]
    assert trader.send("GET", ORDERS, query={"status": "sleeping"})["code"] == "100001"


def test_lists_are_filtered_by_contract_side_and_type(trader: Any) -> None:
    first = trader.place()
    second = trader.place(symbol="ETHUSDTM", side="sell")

    assert ids(trader.get(ORDERS)) == [second, first]
    assert ids(trader.get(ORDERS, symbol="XBTUSDTM")) == [first]
    assert ids(trader.get(ORDERS, side="sell")) == [second]
    assert ids(trader.get(ORDERS, type="market")) == [second, first]
    assert ids(trader.get(ORDERS, type="limit")) == []
    assert trader.send("GET", ORDERS, query={"type": "dream"})["code"] == "100001"
    assert trader.send("GET", ORDERS, query={"symbol": "NOPE"})["code"] == "100003"


def test_pages_are_numbered_from_the_newest(trader: Any) -> None:
    placed = [resting(trader) for _ in range(5)]

    pages = [
        trader.get(ORDERS, status="active", pageSize=2, currentPage=number) for number in (1, 2, 3)
    ]

    assert [each for page in pages for each in ids(page)] == placed[::-1]
    assert {(page["totalNum"], page["totalPage"], page["pageSize"]) for page in pages} == {
        (5, 3, 2)
    }
    beyond = trader.get(ORDERS, status="active", currentPage=10**9)
    assert (beyond["items"], beyond["totalNum"]) == ([], 5)


@pytest.mark.parametrize(
    "query", [{"pageSize": 0}, {"pageSize": 1001}, {"currentPage": 0}, {"pageSize": "x"}]
)
def test_page_outside_the_limits_is_refused(trader: Any, query: dict[str, Any]) -> None:
    answer = trader.send("GET", ORDERS, query=query)

    assert answer["code"] == "100001"
    assert next(iter(query)) in answer["msg"]


def test_span_of_one_end_is_a_day_and_of_none_a_week(trader: Any, sandbox: RunningSandbox) -> None:
    first_ms = sandbox.server.venue.now_ms()
    first = trader.place()
    sandbox.advance(DAY_MS + 60_000)
    second = trader.place()

    assert ids(trader.get(ORDERS)) == [second, first]
    assert ids(trader.get(ORDERS, startAt=first_ms)) == [first]
    assert ids(trader.get(ORDERS, endAt=sandbox.server.venue.now_ms())) == [second]
    both = trader.get(ORDERS, startAt=first_ms, endAt=sandbox.server.venue.now_ms())
    assert ids(both) == [second, first]
    backwards = trader.send("GET", ORDERS, query={"startAt": 2, "endAt": 1})
    assert backwards["code"] == "100001"


def test_recent_orders_are_those_done_in_a_day(trader: Any, sandbox: RunningSandbox) -> None:
    old, kept = trader.place(), resting(trader)
    sandbox.advance(DAY_MS + 60_000)
    trader.send("DELETE", f"{ORDERS}/{kept}")

    recent = [each["id"] for each in trader.get("/api/v1/recentDoneOrders")]

    assert old not in recent


def test_open_value_sums_what_is_left_on_each_side(trader: Any) -> None:
    price = trader.price(times=0.9)
    for size in (1, 4):
        trader.place(type="limit", price=price, size=size)
    trader.place(type="limit", price=trader.price(times=1.05), side="sell", size=2)

    value = trader.get("/api/v1/openOrderStatistics", symbol="XBTUSDTM")

    assert (value["openOrderBuySize"], value["openOrderSellSize"]) == (5, 2)
    assert float(value["openOrderBuyCost"]) == pytest.approx(5 * 0.001 * float(price))


def test_size_is_told_in_lots_whatever_unit_it_was_asked_in(trader: Any) -> None:
    in_base = trader.place(size=None, qty="0.02")
    price = float(trader.price(times=0.9))
    in_value = trader.place(size=None, valueQty="200", type="limit", price=str(round(price, 1)))

    assert trader.get(f"{ORDERS}/{in_base}")["size"] == 20
    assert trader.get(f"{ORDERS}/{in_value}")["size"] == int(200 / (round(price, 1) * 0.001))


def test_numbers_may_be_text_and_text_may_be_numbers(trader: Any) -> None:
    price = float(trader.price(times=0.9))

    order_id = trader.place(type="limit", size="3", price=round(price, 1), leverage="7")

    row = trader.get(f"{ORDERS}/{order_id}")
    assert (row["size"], float(row["price"]), row["leverage"]) == (3, round(price, 1), "7")
