"""Cancelling orders: by id, by clientOid, several, all of a contract."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from enygma.sandbox.server.body import parse_body
from enygma.sandbox.server.endpoint import Call, signed_delete
from enygma.sandbox.server.envelope import Json, invalid_parameter
from enygma.sandbox.trading import Order, Rejection

_MOST_AT_ONCE = 10

Cancel: TypeAlias = Callable[[], Order]


def cancel(call: Call) -> Json:
    """Cancel the order that the address names, a waiting stop order as well."""
    return _ids([call.exchange.cancel(call.uid, call.path["orderId"])])


def cancel_by_client_oid(call: Call) -> Json:
    """Cancel the order to which the client gave this clientOid."""
    contract = call.contract()
    order = call.exchange.cancel_by_client_oid(call.uid, contract.symbol, call.path["clientOid"])
    return {"clientOid": order.client_oid}


def cancel_several(call: Call) -> Json:
    """Cancel orders by up to 10 ids and 10 clientOids; each succeeds or is refused on its own."""
    body = parse_body(call.body)
    ids = body.texts("orderIdsList", _MOST_AT_ONCE)
    named = [
        (each.text("symbol"), each.text("clientOid"))
        for each in body.objects("clientOidsList", _MOST_AT_ONCE)
    ]
    if not ids and not named:
        raise invalid_parameter("orderIdsList or clientOidsList is required")
    exchange, uid = call.exchange, call.uid
    by_id = [_outcome(each, None, partial(exchange.cancel, uid, each)) for each in ids]
    return by_id + [
        _outcome(None, name, partial(exchange.cancel_by_client_oid, uid, symbol, name))
        for symbol, name in named
    ]


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


def _outcome(order_id: str | None, client_oid: str | None, cancel_it: Cancel) -> dict[str, Json]:
    names = {"orderId": order_id, "clientOid": client_oid}
    try:
        cancel_it()
    except Rejection as error:
        return {**names, "code": error.code, "msg": error.message}
    return {**names, "code": "200", "msg": "success"}


ENDPOINTS = (
    # Before the address with an id, which would take "multi-cancel" for one.
    signed_delete("/api/v1/orders/multi-cancel", cancel_several, weight=20),
    signed_delete("/api/v1/orders/{orderId}", cancel, weight=1),
    signed_delete("/api/v1/orders/client-order/{clientOid}", cancel_by_client_oid, weight=1),
    signed_delete("/api/v3/orders", cancel_all_of_a_contract, weight=10),
    signed_delete("/api/v1/orders", cancel_all, weight=800),
    signed_delete("/api/v1/stopOrders", cancel_all_stops, weight=15),
)
