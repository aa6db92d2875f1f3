"""Stop orders: when they are triggered and what becomes of them."""

from enygma.sandbox.trading.events import StopChanged, StopNews
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.lifecycle import cancel
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.placing import activate
from enygma.sandbox.trading.rejection import Rejection
from enygma.sandbox.trading.terms import OrderStatus, StopDirection


def is_passed(floor: Floor, order: Order) -> bool:
    """Whether the price that a waiting order watches has reached its stop price."""
    stop = order.stop
    if stop is None:
        return False
    price = floor.quote(order.symbol).of(stop.price_type)
    return price <= stop.price if stop.direction is StopDirection.DOWN else price >= stop.price


def trigger(floor: Floor, order: Order) -> None:
    """Activate a waiting order; one that nobody can pay for or that has nothing left to close is
    cancelled, as nobody is there to be told."""
    order.status = OrderStatus.OPEN
    order.stop_triggered = True
    order.active_ms = order.updated_ms = floor.now_ms
    floor.touch(order.uid, order.symbol)
    floor.tell(StopChanged(floor.now_ms, order, StopNews.TRIGGERED))
    try:
        activate(floor, order)
    except Rejection:
        cancel(floor, order)


def trigger_passed(floor: Floor, symbol: str) -> None:
    """Trigger every waiting order of a contract whose price is reached, the oldest first."""
    for account in floor.accounts.values():
        for order in account.waiting_of(symbol):
            if order.status is OrderStatus.WAITING and is_passed(floor, order):
                trigger(floor, order)
