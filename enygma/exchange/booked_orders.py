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


def opened_ms(pair: str) -> int | None:
    """When the open trade of a pair was opened, in Unix milliseconds; None if there is none."""
    from freqtrade.persistence import Trade
    from freqtrade.util import dt_ts

    if not has_database():
        return None
    trades = Trade.get_trades_proxy(pair=pair, is_open=True)
    return min((dt_ts(each.open_date_utc) for each in trades), default=None)
