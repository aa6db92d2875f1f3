"""Take profit and stop loss of an entry, live from the entry's first filled lot.

They are reduce-only market stops for exactly what the entry has opened, and grow with it. What
one of them closes, the other does not have to close any more.
"""

from dataclasses import replace

from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.events import StopChanged, StopNews
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.lifecycle import await_trigger, cancel
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.request import OrderRequest, Stop
from enygma.sandbox.trading.terms import OrderStatus, OrderType, StopDirection, TimeInForce


def protect(floor: Floor, entry: Order, lots: int) -> None:
    """Let the stops of `entry` cover `lots` more."""
    bracket = entry.request.bracket
    if bracket is None:
        return
    for direction, price in (
        (StopDirection.UP, bracket.up_price),
        (StopDirection.DOWN, bracket.down_price),
    ):
        if price is not None:
            _cover(floor, entry, Stop(direction, price, bracket.price_type), lots)


def relieve(floor: Floor, child: Order, lots: int) -> None:
    """Let the other stop of an entry cover `lots` less, as `child` has just closed them."""
    for sibling in children(floor.accounts[child.uid], child.symbol):
        if sibling.parent_id != child.parent_id:
            continue
        if sibling.remaining_lots <= lots:
            cancel(floor, sibling)
        else:
            sibling.lots -= lots
            sibling.updated_ms = floor.now_ms
            floor.tell(StopChanged(floor.now_ms, sibling, StopNews.UPDATE))


def children(account: Account, symbol: str) -> list[Order]:
    """The waiting stops of a contract that belong to entries."""
    return [each for each in account.waiting_of(symbol) if each.parent_id is not None]


def _cover(floor: Floor, entry: Order, stop: Stop, lots: int) -> None:
    account = floor.accounts[entry.uid]
    for child in children(account, entry.symbol):
        if child.parent_id == entry.id and child.stop == stop:
            child.lots += lots
            child.updated_ms = floor.now_ms
            floor.tell(StopChanged(floor.now_ms, child, StopNews.UPDATE))
            return
    await_trigger(floor, _child(floor, entry, stop, lots))


def _child(floor: Floor, entry: Order, stop: Stop, lots: int) -> Order:
    request = replace(
        entry.request,
        client_oid=_client_oid(floor, entry, stop.direction),
        side=entry.side.opposite,
        type=OrderType.MARKET,
        lots=lots,
        qty=None,
        value_qty=None,
        price=None,
        time_in_force=TimeInForce.GTC,
        post_only=False,
        hidden=False,
        iceberg=False,
        visible_lots=None,
        reduce_only=True,
        force_hold=False,
        stop=stop,
        remark=None,
        bracket=None,
    )
    return _order(floor, entry, request, lots)


def _order(floor: Floor, entry: Order, request: OrderRequest, lots: int) -> Order:
    return Order(
        id="0",
        uid=entry.uid,
        request=request,
        side=entry.side.opposite,
        lots=lots,
        leverage=entry.leverage,
        margin_mode=entry.margin_mode,
        position_side=entry.position_side,
        created_ms=floor.now_ms,
        updated_ms=floor.now_ms,
        active_ms=floor.now_ms,
        status=OrderStatus.WAITING,
        parent_id=entry.id,
    )


def _client_oid(floor: Floor, entry: Order, direction: StopDirection) -> str:
    """A name that no other order of the account has: the exchange chooses it, not the client."""
    taken = floor.accounts[entry.uid].by_client_oid
    names = (f"{entry.id}-{direction}-{turn}" for turn in range(1, entry.lots + 2))
    return next(name for name in names if name not in taken)
