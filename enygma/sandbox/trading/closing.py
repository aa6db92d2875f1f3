"""Orders that only reduce: what they may still trade, given the position."""

from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.holding import Holding
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.terms import PositionSide, Side


def opposed(
    account: Account, symbol: str, position_side: PositionSide, side: Side
) -> Holding | None:
    """The position that an order of `side` would make smaller, if there is one."""
    holding = account.holding(symbol, position_side)
    return holding if holding is not None and holding.sign == -side.sign else None


def reducible(floor: Floor, order: Order) -> int:
    """Lots that an order may trade now: a reduce-only one at most what is left to reduce."""
    if not order.reduces_only:
        return order.remaining_lots
    account = floor.accounts[order.uid]
    holding = opposed(account, order.symbol, order.position_side, order.side)
    return min(order.remaining_lots, abs(holding.lots)) if holding is not None else 0
