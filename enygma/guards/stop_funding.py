"""Funding of a trade that a stop on the exchange reduces or closes.

freqtrade books the funding that runs up between two fills with each entry and each exit, but not
with a stop: what was paid or received since the fill before would be missing from the profit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def book_funding(exchange: Any, trade: Any, order_id: str, found: Mapping[str, Any]) -> None:
    """Give a stop that has filled the funding since the fill before it.

    Args:
        exchange: Asked for the payments.
        trade: freqtrade's trade, before it takes in the stop.
        order_id: The stop.
        found: The stop as the exchange has it.
    """
    order = trade.select_order_by_order_id(order_id)
    if order is None or order.funding_fee is not None or order.ft_order_side != "stoploss":
        return
    if found.get("status") == "open" or not found.get("filled"):
        return
    trade.set_funding_fees(
        exchange.get_funding_fees(
            pair=trade.pair,
            amount=trade.amount,
            is_short=trade.is_short,
            open_date=trade.date_last_filled_utc,
        )
    )
    order.funding_fee = trade.funding_fee_running
    trade.funding_fee_running = 0.0
