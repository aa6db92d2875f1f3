"""Orders are cancelled one by one, by list, by contract; and never twice."""

from typing import Any

ORDERS, STOPS = "/api/v1/orders", "/api/v1/stopOrders"
REFUSED = {"code": "100004", "msg": "The order cannot be canceled."}


def resting(trader: Any, **terms: Any) -> str:
    symbol = terms.get("symbol", "XBTUSDTM")
    return trader.place(type="limit", price=trader.price(symbol, 0.9), **terms)


def test_order_is_cancelled_once(trader: Any) -> None:
    order_id = resting(trader)

    assert trader.delete(f"{ORDERS}/{order_id}") == {"cancelledOrderIds": [order_id]}
    assert trader.send("DELETE", f"{ORDERS}/{order_id}") == REFUSED


def test_filled_and_unknown_orders_cannot_be_cancelled(trader: Any) -> None:
    filled = trader.place()

    assert trader.send("DELETE", f"{ORDERS}/{filled}") == REFUSED
    assert trader.send("DELETE", f"{ORDERS}/1") == REFUSED
    name = {"symbol": "XBTUSDTM"}
    assert trader.send("DELETE", f"{ORDERS}/client-order/nobody", query=name) == REFUSED


def test_name_belongs_to_its_contract(trader: Any) -> None:
    resting(trader)
    path = f"{ORDERS}/client-order/{trader.names[-1]}"

    assert trader.send("DELETE", path)["code"] == "100001"
    assert trader.send("DELETE", path, query={"symbol": "ETHUSDTM"}) == REFUSED
    assert trader.delete(path, symbol="XBTUSDTM") == {"clientOid": trader.names[-1]}


def test_list_says_for_each_order_what_became_of_it(trader: Any) -> None:
    order_id = resting(trader)

    outcome = trader.send("DELETE", f"{ORDERS}/multi-cancel", {"orderIdsList": [order_id, "7"]})

    assert outcome["data"] == [
        {"orderId": order_id, "clientOid": None, "code": "200", "msg": "success"},
        {"orderId": "7", "clientOid": None} | REFUSED,
    ]


def test_ids_and_names_are_cancelled_in_one_call(trader: Any) -> None:
    by_id, by_name = resting(trader), resting(trader)
    names = [{"symbol": "XBTUSDTM", "clientOid": trader.names[-1]}]

    outcome = trader.send(
        "DELETE", f"{ORDERS}/multi-cancel", {"orderIdsList": [by_id], "clientOidsList": names}
    )

    assert [each["code"] for each in outcome["data"]] == ["200", "200"]
    assert trader.get(f"{ORDERS}/{by_name}")["cancelExist"] is True


def test_list_with_one_malformed_name_cancels_nothing(trader: Any) -> None:
    order_id = resting(trader)
    names = [{"symbol": "XBTUSDTM", "clientOid": trader.names[-1]}, {"symbol": "XBTUSDTM"}]

    answer = trader.send("DELETE", f"{ORDERS}/multi-cancel", {"clientOidsList": names})

    assert answer["code"] == "100001"
    assert trader.get(f"{ORDERS}/{order_id}")["isActive"] is True


def test_list_must_name_one_to_ten_orders(trader: Any) -> None:
    for body in ({}, {"orderIdsList": []}, {"orderIdsList": "1"}, {"orderIdsList": ["1"] * 11}):
        assert trader.send("DELETE", f"{ORDERS}/multi-cancel", body)["code"] == "100001"


def test_all_of_a_contract_leaves_other_contracts_and_stops(trader: Any) -> None:
    mine, other = resting(trader), resting(trader, symbol="ETHUSDTM")
    trader.place()
    terms = {"stop": "down", "stopPrice": trader.price(times=0.8), "stopPriceType": "MP"}
    stop = trader.place(side="sell", reduceOnly=True, **terms)

    assert trader.send("DELETE", "/api/v3/orders")["code"] == "100001"
    assert trader.delete("/api/v3/orders", symbol="XBTUSDTM") == {"cancelledOrderIds": [mine]}
    assert trader.delete(STOPS, symbol="ETHUSDTM") == {"cancelledOrderIds": []}
    assert trader.delete(STOPS) == {"cancelledOrderIds": [stop]}
    assert trader.delete(ORDERS) == {"cancelledOrderIds": [other]}
