"""Reading orders: one, lists of active, done and waiting ones, sums of the open ones."""

from collections.abc import Callable
from decimal import Decimal

from enygma.sandbox.faults import LateOrder
from enygma.sandbox.server.endpoint import Call, signed
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.numbers import plain
from enygma.sandbox.server.private.order_view import order_row
from enygma.sandbox.server.private.paging import Page
from enygma.sandbox.server.private.span import DAY_MS, Span
from enygma.sandbox.trading import Order, OrderStatus, Side
from enygma.sandbox.trading.rejection import order_not_found

_MOST_RECENT = 1000
_TYPES = ("limit", "market", "limit_stop", "market_stop", "oco_limit", "oco_stop")


def by_id(call: Call) -> Json:
    """The order that the address names, a stop order as well."""
    return _row(call, _visible(call, call.exchange.order(call.uid, call.path["orderId"])))


def by_client_oid(call: Call) -> Json:
    """The order to which the client gave this clientOid."""
    client_oid = call.query.text("clientOid")
    order = call.exchange.order_by_client_oid(call.uid, client_oid)
    return _row(call, _visible(call, order))


def listed(call: Call) -> Json:
    """Active orders without a limit in time, or those done in a span; done is the default."""
    status = call.query.optional_text("status")
    if status is None or call.query.choice("status", ("active", "done")) == "done":
        span = Span.asked(call.query, call.now_ms)
        return _page(call, [each for each in _done(call) if each.created_ms in span])
    return _page(call, _alive(call, OrderStatus.OPEN))


def stops(call: Call) -> Json:
    """Stop orders that wait for their trigger."""
    return _page(call, _alive(call, OrderStatus.WAITING))


def recent_done(call: Call) -> Json:
    """At most 1000 orders that were done in the last 24 hours, newest first."""
    since_ms, wanted = call.now_ms - DAY_MS, _filter(call)
    found = [each for each in _done(call) if (each.ended_ms or 0) >= since_ms and wanted(each)]
    return [_row(call, order) for order in found[:_MOST_RECENT]]


def open_value(call: Call) -> Json:
    """Lots and value of the active orders of a contract, on either side."""
    contract = call.contract()
    active = call.exchange.active_orders(call.uid, contract.symbol)
    found = [order for order in active if order.status is OrderStatus.OPEN]
    sides = [[order for order in found if order.side is side] for side in (Side.BUY, Side.SELL)]
    lots = [sum(order.remaining_lots for order in side) for side in sides]
    costs = [
        sum((_open_cost(order, contract.multiplier) for order in side), Decimal(0))
        for side in sides
    ]
    return {
        "openOrderBuySize": lots[0],
        "openOrderSellSize": lots[1],
        "openOrderBuyCost": plain(costs[0]),
        "openOrderSellCost": plain(costs[1]),
        "settleCurrency": contract.quote_currency,
    }


def _visible(call: Call, order: Order) -> Order:
    """`order`, unless a fault keeps it from being found so soon."""
    spell = call.venue.faults.spell(LateOrder)
    if spell is not None and call.now_ms - order.created_ms < spell.condition.lag_ms:
        raise order_not_found()
    return order


def _open_cost(order: Order, multiplier: Decimal) -> Decimal:
    return (order.price or Decimal(0)) * order.remaining_lots * multiplier


def _alive(call: Call, status: OrderStatus) -> list[Order]:
    """Orders that wait or rest, newest first; without a limit in time unless one is asked for."""
    start_ms, end_ms = call.query.window("startAt", "endAt", call.now_ms)
    span = Span(start_ms or 0, end_ms)
    found = [
        order
        for order in call.exchange.active_orders(call.uid)
        if order.status is status and order.created_ms in span
    ]
    return sorted(found, key=lambda order: int(order.id), reverse=True)


def _done(call: Call) -> list[Order]:
    """Orders that are done, newest first."""
    orders = reversed(call.exchange.orders(call.uid))
    return [order for order in orders if order.status is OrderStatus.DONE]


def _page(call: Call, orders: list[Order]) -> Json:
    page, wanted = Page.asked(call.query), _filter(call)
    found = [order for order in orders if wanted(order)]
    return page.of(found, lambda order: _row(call, order))


def _filter(call: Call) -> Callable[[Order], bool]:
    """Whether an order has the symbol, side and type that the caller asked for, if any."""
    query = call.query
    symbol = call.contract().symbol if query.optional_text("symbol") else None
    side = query.choice("side", tuple(Side)) if query.optional_text("side") else None
    kind = query.choice("type", _TYPES) if query.optional_text("type") else None

    def wanted(order: Order) -> bool:
        return (
            symbol in {None, order.symbol}
            and side in {None, order.side}
            and (kind is None or kind in {order.type, display_type(order)})
        )

    return wanted


def display_type(order: Order) -> str:
    """The order's type with the mark of a stop order, as `displayType` has it."""
    return f"{order.type}_stop" if order.stop else str(order.type)


def _row(call: Call, order: Order) -> Json:
    return order_row(order, call.venue.market.contract(order.symbol))


ENDPOINTS = (
    signed("/api/v1/orders/byClientOid", by_client_oid, weight=5),
    signed("/api/v1/orders/{orderId}", by_id, weight=5),
    signed("/api/v1/orders", listed, weight=2),
    signed("/api/v1/stopOrders", stops, weight=6),
    signed("/api/v1/recentDoneOrders", recent_done, weight=5),
    signed("/api/v1/openOrderStatistics", open_value, weight=10),
)
