"""Placing orders: one, one that is only checked, several, one with its bracket."""

from enygma.sandbox.server.body import Body, parse_bodies, parse_body
from enygma.sandbox.server.endpoint import Call, signed_post
from enygma.sandbox.server.envelope import SUCCESS, ApiError, Json
from enygma.sandbox.server.private.order_request import bracket_request, order_request
from enygma.sandbox.trading import OrderRequest, Rejection

_MOST_AT_ONCE = 20
# KuCoin answers a checked order with an id as well; here it belongs to no order.
_UNPLACED_ID = "0"


def place(call: Call) -> Json:
    """Place an order."""
    return _placed(call, order_request(parse_body(call.body)))


def place_with_bracket(call: Call) -> Json:
    """Place an order with a take profit and a stop loss attached to it."""
    return _placed(call, bracket_request(parse_body(call.body)))


def check(call: Call) -> Json:
    """Check an order as if it were placed; nothing changes."""
    request = order_request(parse_body(call.body))
    call.venue.contract(request.symbol)
    call.exchange.check(call.uid, request)
    return {"orderId": _UNPLACED_ID, "clientOid": request.client_oid}


def place_several(call: Call) -> Json:
    """Place up to 20 orders in turn; each is accepted or refused on its own."""
    bodies = parse_bodies(call.body, _MOST_AT_ONCE)
    # All names are read before the first order is placed: a later one that is no text must not
    # take away the answer that tells of those placed.
    names = [_names(body) for body in bodies]
    return [_attempt(call, body, name) for body, name in zip(bodies, names, strict=True)]


def _names(body: Body) -> dict[str, Json]:
    return {"clientOid": body.optional_text("clientOid"), "symbol": body.optional_text("symbol")}


def _attempt(call: Call, body: Body, names: dict[str, Json]) -> Json:
    try:
        order_id = _placed(call, order_request(body))["orderId"]
    except (ApiError, Rejection) as error:
        return {"orderId": None, **names, "code": error.code, "msg": error.message}
    return {"orderId": order_id, **names, "code": SUCCESS, "msg": "success"}


def _placed(call: Call, request: OrderRequest) -> dict[str, Json]:
    call.venue.contract(request.symbol)
    order = call.exchange.place(call.uid, request)
    return {"orderId": order.id, "clientOid": order.client_oid}


ENDPOINTS = (
    signed_post("/api/v1/orders", place, weight=2),
    signed_post("/api/v1/orders/test", check, weight=2),
    signed_post("/api/v1/orders/multi", place_several, weight=20),
    signed_post("/api/v1/st-orders", place_with_bracket, weight=2),
)
