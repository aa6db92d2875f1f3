"""What freqtrade's database holds.

freqtrade's models import its exchanges, so they can only be imported once those are complete.
"""

from __future__ import annotations

from typing import Any


def is_booked(order_id: str, pair: str) -> bool:
    """Whether the database holds an order, or will with its next commit."""
    return _booked(order_id, pair) is not None


def is_counted(order_id: str, pair: str) -> bool:
    """Whether fills of an order are part of its trade: freqtrade counts those of done orders."""
    order = _booked(order_id, pair)
    return order is not None and not order.ft_is_open and bool(order.filled)


def _booked(order_id: str, pair: str) -> Any:
    """The order in the database, None without one or without a database.

    freqtrade's session does not write what is new before it asks.
    """
    from freqtrade.persistence import Order

    if not hasattr(Order, "session"):
        return None
    for each in Order.session.new:
        if isinstance(each, Order) and (each.order_id, each.ft_pair) == (order_id, pair):
            return each
    return Order.order_by_id(order_id, pair)


def has_database() -> bool:
    """Whether freqtrade has opened its database yet."""
    from freqtrade.persistence import Trade

    return hasattr(Trade, "session")


def pairs_traded() -> set[str]:
    """The pairs with an open trade; empty without a database."""
    from freqtrade.persistence import Trade

    return {each.pair for each in Trade.get_open_trades()} if has_database() else set()
