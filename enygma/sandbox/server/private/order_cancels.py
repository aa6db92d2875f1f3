"""Cancelling orders: by id, by clientOid, several, all of a contract."""

from collections.abc import Callable

from enygma.sandbox.server.body import Body, parse_body
from enygma.sandbox.server.endpoint import Call, signed_delete
from enygma.sandbox.server.envelope import Json, invalid_parameter
from enygma.sandbox.trading import Order, Rejection

_MOST_AT_ONCE = 10
_CANCELLED = {"code": "200", "msg": "success"}


def cancel(call: Call) -> Json:
    """Cancel the order that the address names, a waiting stop order as well."""
    return _ids([call.exchange.cancel(call.uid, call.path["orderId"])])


def cancel_by_client_oid(call: Call) -> Json:
    """Cancel the order to which the client gave this clientOid."""
    contract = call.contract()
    order = call.exchange.cancel_by_client_oid(call.uid, contract.symbol, call.path["clientOid"])
    return {"clientOid": order.client_oid}


def cancel_several(call: Call) -> Json:
    """Cancel up to 10 orders by id or by clientOid; each succeeds or is refused on its own."""
    body = parse_body(call.body)
    ids = body.texts("orderIdsList", _MOST_AT_ONCE)
    named = body.objects("clientOidsList", _MOST_AT_ONCE)
    if not ids and not named:
        raise invalid_parameter("orderIdsList or clientOidsList is required")
    if ids:
        return [_outcome(call, {"orderId": each, "clientOid": None}) for each in ids]
    return [_outcome(call, _name(each)) for each in named]


def cancel_all(call: Call) -> Json:
    """Cancel the active orders of a contract, or of all contracts; stop orders stay."""
    return _ids(call.exchange.cancel_orders(call.uid, _symbol(call)))


def cancel_all_of_a_contract(call: Call) -> Json:
    """Cancel the active orders of the contract that has to be named; stop orders stay."""
    return _ids(call.exchange.cancel_orders(call.uid, call.contract().symbol))


def cancel_all_stops(call: Call) -> Json:
    """Cancel the untriggered stop orders of a contract, or of all contracts."""
    return _ids(call.exchange.cancel_stops(call.uid, _symbol(call)))


def _symbol(call: Call) -> str | None:
    return call.contract().symbol if call.query.optional_text("symbol") else None


def _ids(orders: list[Order]) -> Json:
    return {"cancelledOrderIds": [order.id for order in orders]}


def _name(body: Body) -> dict[str, str | None]:
    return {"clientOid": body.text("clientOid"), "symbol": body.text("symbol"), "orderId": None}


def _outcome(call: Call, name: dict[str, str | None]) -> Json:
    echo = {"orderId": name["orderId"], "clientOid": name["clientOid"]}
    try:
        _canceller(call, name)()
    except Rejection as error:
        return echo | {"code": error.code, "msg": error.message}
    return echo | _CANCELLED


def _canceller(call: Call, name: dict[str, str | None]) -> Callable[[], Order]:
    order_id, client_oid = name["orderId"], name["clientOid"]
    if order_id is not None:
        return lambda: call.exchange.cancel(call.uid, order_id)
    symbol = name.get("symbol") or ""
    return lambda: call.exchange.cancel_by_client_oid(call.uid, symbol, client_oid or "")


ENDPOINTS = (
    # Before the address with an id, which would take "multi-cancel" for one.
    signed_delete("/api/v1/orders/multi-cancel", cancel_several, weight=20),
    signed_delete("/api/v1/orders/{orderId}", cancel, weight=1),
    signed_delete("/api/v1/orders/client-order/{clientOid}", cancel_by_client_oid, weight=1),
    signed_delete("/api/v3/orders", cancel_all_of_a_contract, weight=10),
    signed_delete("/api/v1/orders", cancel_all, weight=800),
    signed_delete("/api/v1/stopOrders", cancel_all_stops, weight=15),
)
