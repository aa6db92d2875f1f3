"""What freqtrade's database holds.

freqtrade's models import its exchanges, so they can only be imported once those are complete.
"""

from __future__ import annotations


def is_booked(order_id: str, pair: str) -> bool:
    """Whether the database holds an order; False as long as there is no database."""
    from freqtrade.persistence import Order

    return hasattr(Order, "session") and Order.order_by_id(order_id, pair) is not None


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
