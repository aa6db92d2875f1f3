"""The orders of all accounts that rest in the book of one contract, by price and time."""

from collections.abc import Iterator
from decimal import Decimal

from sortedcontainers import SortedDict

from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.terms import Side


class RestingBook:
    """Resting orders, best price first and oldest first at one price.

    Hidden and iceberg orders queue like all others: nobody but their owner sees them here anyway.
    """

    def __init__(self) -> None:
        self._sides: dict[Side, SortedDict[tuple[Decimal, int], Order]] = {
            Side.BUY: SortedDict(),
            Side.SELL: SortedDict(),
        }

    def __bool__(self) -> bool:
        return any(self._sides.values())

    def add(self, order: Order) -> None:
        """Queue an order behind those of its price."""
        self._sides[order.side][_key(order)] = order

    def remove(self, order: Order) -> None:
        """Take an order out of its queue, if it is in one."""
        if order.price is not None:
            self._sides[order.side].pop(_key(order), None)

    def queue(self, side: Side) -> Iterator[Order]:
        """The orders of one side, best first; the book may change while one reads."""
        return iter(list(self._sides[side].values()))

    def best(self, side: Side) -> Decimal | None:
        """The best price of one side."""
        queue = self._sides[side]
        return queue.peekitem(0)[1].price if queue else None


def _key(order: Order) -> tuple[Decimal, int]:
    if order.price is None:
        raise ValueError(f"order {order.id} has no price to rest at")
    return -order.side.sign * order.price, int(order.id)
