"""From a request to an order: waiting as a stop, resting in the book, or traded at once."""

from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.closing import opposed
from enygma.sandbox.trading.events import OrderChanged, OrderNews
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.funds import check_funds
from enygma.sandbox.trading.lifecycle import await_trigger, cancel, cut, register, rest
from enygma.sandbox.trading.matching import Plan, execute, plan
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.rejection import no_contra_order, nothing_to_close
from enygma.sandbox.trading.request import OrderRequest
from enygma.sandbox.trading.terms import OrderStatus, OrderType, TimeInForce
from enygma.sandbox.trading.validation import validate


def draft(floor: Floor, account: Account, request: OrderRequest) -> Order:
    """A valid order that is not accepted yet. Raises Rejection."""
    ticket = validate(floor, account, request)
    return Order(
        id="0",
        uid=account.uid,
        request=request,
        side=ticket.side,
        lots=ticket.lots,
        leverage=ticket.leverage,
        margin_mode=request.margin_mode,
        position_side=request.position_side,
        created_ms=floor.now_ms,
        updated_ms=floor.now_ms,
        active_ms=floor.now_ms,
        status=OrderStatus.OPEN if request.stop is None else OrderStatus.WAITING,
    )


def check(floor: Floor, account: Account, request: OrderRequest) -> None:
    """Whether `place` would accept a request now. Raises Rejection, changes nothing."""
    order = draft(floor, account, request)
    if order.status is OrderStatus.OPEN:
        _feasible(floor, order)


def place(floor: Floor, account: Account, request: OrderRequest) -> Order:
    """Accept a request. Raises Rejection, which leaves no trace."""
    order = draft(floor, account, request)
    if order.status is OrderStatus.WAITING:
        await_trigger(floor, order)
        return order
    planned = _feasible(floor, order)
    register(floor, order)
    _accept(floor, order, planned)
    return order


def activate(floor: Floor, order: Order) -> None:
    """Bring a triggered stop to the book. Raises Rejection when it cannot be placed any more."""
    holding = opposed(floor.accounts[order.uid], order.symbol, order.position_side, order.side)
    if order.request.close_order and holding is not None:
        order.lots = abs(holding.lots)
    planned = _feasible(floor, order)
    _accept(floor, order, planned)


def _feasible(floor: Floor, order: Order) -> Plan:
    """How an active order would trade. Raises Rejection when it cannot or is not paid for."""
    lots = _wanted(floor, order)
    planned = plan(floor, order, lots)
    if order.type is OrderType.MARKET and not planned.steps and not planned.stopped:
        raise no_contra_order()
    check_funds(floor, order, planned.steps, lots - planned.lots if _rests(order) else 0)
    return planned


def _wanted(floor: Floor, order: Order) -> int:
    """Lots that may trade: those of a reduce-only order at most the position's."""
    if not order.reduces_only:
        return order.remaining_lots
    account = floor.accounts[order.uid]
    holding = opposed(account, order.symbol, order.position_side, order.side)
    if holding is None:
        raise nothing_to_close()
    return min(order.remaining_lots, abs(holding.lots))


def _rests(order: Order) -> bool:
    return order.type is OrderType.LIMIT and order.request.time_in_force is TimeInForce.GTC


def _accept(floor: Floor, order: Order, planned: Plan) -> None:
    floor.touch(order.uid, order.symbol)
    floor.tell(OrderChanged(floor.now_ms, order, OrderNews.RECEIVED))
    excess = order.remaining_lots - _wanted(floor, order)
    if excess:
        cut(floor, order, excess)
    if _is_refused_by_matching(order, planned):
        cancel(floor, order)
        return
    execute(floor, order, planned)
    if not order.is_active:
        return
    if _rests(order) and not planned.stopped:
        rest(floor, order)
    else:
        cancel(floor, order)


def _is_refused_by_matching(order: Order, planned: Plan) -> bool:
    """Post-only orders that would take, and fill-or-kill ones that would not be filled."""
    if order.request.post_only and planned.steps:
        return True
    kill = order.request.time_in_force is TimeInForce.FOK and order.type is OrderType.LIMIT
    return kill and planned.lots < order.remaining_lots
