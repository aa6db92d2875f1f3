"""What follows from changed positions and orders, until everything is consistent again."""

from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.brackets import children
from enygma.sandbox.trading.closing import reducible
from enygma.sandbox.trading.events import WalletChanged
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.lifecycle import cancel, cut
from enygma.sandbox.trading.margin import cross_holdings, cross_unrealised, uncommitted
from enygma.sandbox.trading.money import ZERO
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.stops import trigger_passed
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
        _cancel_unbacked(floor, account)
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


def _cancel_unbacked(floor: Floor, account: Account) -> None:
    """Cancel the newest orders until the balance covers what the others hold back.

    Profit of cross positions counts, as it did when the orders were placed; loss does not: that
    is a matter of the account's risk.
    """
    while uncommitted(account) + max(cross_unrealised(floor, account), ZERO) < 0:
        holders = _holders(account)
        if not holders:
            return
        newest = max(holders, key=lambda each: int(each.id))
        cancel(floor, newest)
        refresh_reserve(floor, account, newest.symbol)


def _holders(account: Account) -> list[Order]:
    """The resting orders of an account that may hold money back."""
    symbols = [symbol for symbol, cost in account.reserves.items() if cost]
    resting = (order for symbol in symbols for order in account.resting_of(symbol))
    return [order for order in resting if not order.reduces_only]


def _tell_wallet(floor: Floor, account: Account) -> None:
    if floor.listeners:
        account.version += 1
        news = WalletChanged(floor.now_ms, account.uid, wallet(floor, account), "balance")
        floor.tell(news)
