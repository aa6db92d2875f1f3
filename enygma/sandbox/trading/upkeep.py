"""What follows from changed positions and orders, until everything is consistent again."""

from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.brackets import children
from enygma.sandbox.trading.closing import reducible
from enygma.sandbox.trading.events import WalletChanged
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.lifecycle import cancel, cut
from enygma.sandbox.trading.margin import cross_holdings, uncommitted
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.stops import trigger_passed
from enygma.sandbox.trading.terms import OrderStatus
from enygma.sandbox.trading.wallets import refresh_reserve, wallet


def put_in_order(floor: Floor) -> None:
    """Follow up every touched account and contract.

    Reduce-only orders shrink with the position, stops of closed positions' entries go, stops that
    are passed already are triggered, reserves are computed anew, and orders that nothing backs
    any more are cancelled.
    """
    changed: dict[int, None] = {}
    while floor.touched:
        uid, symbol = next(iter(floor.touched))
        del floor.touched[uid, symbol]
        changed[uid] = None
        floor.changed.add(symbol)
        account = floor.accounts[uid]
        _shrink_reducers(floor, account, symbol)
        _cancel_orphans(floor, account, symbol)
        trigger_passed(floor, symbol)
        refresh_reserve(floor, account, symbol)
        _cancel_unbacked(floor, account, symbol)
    for uid in changed:
        floor.changed.update(each.symbol for each in cross_holdings(floor.accounts[uid]))
        _tell_wallet(floor, floor.accounts[uid])


def _shrink_reducers(floor: Floor, account: Account, symbol: str) -> None:
    for order in account.resting_of(symbol):
        if not order.reduces_only:
            continue
        excess = order.remaining_lots - reducible(floor, order)
        if excess == order.remaining_lots:
            cancel(floor, order)
        elif excess:
            cut(floor, order, excess)


def _cancel_orphans(floor: Floor, account: Account, symbol: str) -> None:
    """Cancel the stops of entries whose position is gone or on the other side."""
    for order in children(account, symbol):
        if not reducible(floor, order):
            cancel(floor, order)


def _cancel_unbacked(floor: Floor, account: Account, symbol: str) -> None:
    """Cancel the newest orders until the balance covers what the others hold back."""
    while uncommitted(account) < 0:
        holders = [each for each in account.resting_of(symbol) if _holds(each)]
        if not account.reserves.get(symbol) or not holders:
            return
        cancel(floor, holders[-1])
        refresh_reserve(floor, account, symbol)


def _holds(order: Order) -> bool:
    return order.status is OrderStatus.OPEN and not order.reduces_only


def _tell_wallet(floor: Floor, account: Account) -> None:
    if floor.listeners:
        account.version += 1
        news = WalletChanged(floor.now_ms, account.uid, wallet(floor, account), "balance")
        floor.tell(news)
