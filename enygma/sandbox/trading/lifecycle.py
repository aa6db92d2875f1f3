"""How orders begin and end: acceptance, rest, cancellation, completion."""

from enygma.sandbox.trading.events import OrderChanged, OrderNews, StopChanged, StopNews
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.terms import OrderStatus


def register(floor: Floor, order: Order) -> None:
    """Give an order its id and take it into its account."""
    order.id = floor.numbering.order_id(floor.now_ms)
    floor.accounts[order.uid].add(order)


def await_trigger(floor: Floor, order: Order) -> None:
    """Let a stop order wait. It holds no margin back."""
    register(floor, order)
    floor.touch(order.uid, order.symbol)
    floor.tell(StopChanged(floor.now_ms, order, StopNews.OPEN))


def rest(floor: Floor, order: Order) -> None:
    """Put what is left of an order into the book."""
    floor.book(order.symbol).add(order)
    order.updated_ms = floor.now_ms
    floor.touch(order.uid, order.symbol)
    floor.tell(OrderChanged(floor.now_ms, order, OrderNews.OPEN))


def cancel(floor: Floor, order: Order) -> None:
    """End an order that waits or rests; what it has not traded is cancelled."""
    waited = order.status is OrderStatus.WAITING
    cancelled = order.remaining_lots
    order.cancelled_lots += cancelled
    _end(floor, order)
    if waited:
        floor.tell(StopChanged(floor.now_ms, order, StopNews.CANCEL))
    else:
        news = OrderChanged(floor.now_ms, order, OrderNews.CANCELED, cancelled_lots=cancelled)
        floor.tell(news)


def cut(floor: Floor, order: Order, lots: int) -> None:
    """Cancel `lots` of a resting order that keeps others."""
    order.cancelled_lots += lots
    order.updated_ms = floor.now_ms
    floor.touch(order.uid, order.symbol)
    floor.tell(OrderChanged(floor.now_ms, order, OrderNews.UPDATE, cancelled_lots=lots))


def finish_if_done(floor: Floor, order: Order) -> None:
    """End an order that has nothing left to trade."""
    if order.is_active and not order.remaining_lots and order.status is OrderStatus.OPEN:
        _end(floor, order)
        floor.tell(OrderChanged(floor.now_ms, order, OrderNews.FILLED))


def _end(floor: Floor, order: Order) -> None:
    floor.book(order.symbol).remove(order)
    floor.accounts[order.uid].retire(order)
    order.status = OrderStatus.DONE
    order.updated_ms = order.ended_ms = floor.now_ms
    floor.touch(order.uid, order.symbol)
