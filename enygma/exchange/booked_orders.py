"""What freqtrade's database holds.

freqtrade's models import its exchanges, so they can only be imported once those are complete.
"""

from __future__ import annotations


def is_booked(order_id: str, pair: str) -> bool:
    """Whether the database holds an order, or will with its next commit.

    freqtrade's session does not write what is new before it asks. False without a database.
    """
    from freqtrade.persistence import Order

    if not hasattr(Order, "session"):
        return False
    new = [each for each in Order.session.new if isinstance(each, Order)]
    if any((each.order_id, each.ft_pair) == (order_id, pair) for each in new):
        return True
    return Order.order_by_id(order_id, pair) is not None


def has_database() -> bool:
    """Whether freqtrade has opened its database yet."""
    from freqtrade.persistence import Trade

    return hasattr(Trade, "session")


def pairs_traded() -> set[str]:
    """The pairs with an open trade; empty without a database."""
    from freqtrade.persistence import Trade

    return {each.pair for each in Trade.get_open_trades()} if has_database() else set()
