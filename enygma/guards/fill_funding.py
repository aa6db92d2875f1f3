"""Funding of a trade, counted to the fill that came after it: each payment once.

freqtrade asks what was paid since the last fill when it sends an entry or an exit, and not at all
for a stop. Where a settlement lies between sending and filling, or between a fill and the moment
it is noticed, a payment would be missing from the profit or be in it twice.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from freqtrade.exceptions import ExchangeError
from freqtrade.util import dt_from_ts, dt_now

logger = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
"""KuCoin settles a contract every one, two, four or eight hours, on the hour (UTC)."""


def book_funding(exchange: Any, trade: Any, order_id: str, found: Mapping[str, Any]) -> None:
    """Give an order that has filled the funding between the fill before it and its own.

    Where the payments cannot be asked for, what freqtrade knew of them last stays.

    Args:
        exchange: Asked for the payments, where there can be one.
        trade: freqtrade's trade, before it takes in the order.
        order_id: The order.
        found: The order as the exchange has it.
    """
    order = trade.select_order_by_order_id(order_id)
    if order is None or order.funding_fee is not None:
        return
    if found.get("status") == "open" or not found.get("filled"):
        return
    filled = order.order_filled_utc or _told_filled(found)
    after = _counted_until(trade) or order.order_date_utc
    order.funding_fee = _paid(exchange, trade, after, filled)
    trade.set_funding_fees(0.0)


def _paid(exchange: Any, trade: Any, after: datetime, until: datetime) -> float:
    if not _is_settled_between(after, until):
        return 0.0
    try:
        return float(exchange.funding_between(trade, after, until))
    except ExchangeError as error:
        known = float(trade.funding_fee_running or 0.0)
        text = "The funding of %s up to %s is booked with the %s known before: %s"
        logger.warning(text, trade.pair, until, known, error)
        return known


def _told_filled(found: Mapping[str, Any]) -> datetime:
    moment_ms = found.get("lastTradeTimestamp")
    told: datetime = dt_from_ts(moment_ms) if moment_ms else dt_now()
    return told


def _counted_until(trade: Any) -> datetime | None:
    """The latest fill whose funding is booked; None before the first."""
    fills = [each for each in trade.orders if each.funding_fee is not None and each.safe_filled]
    return max((each.order_filled_utc for each in fills if each.order_filled_utc), default=None)


def _is_settled_between(after: datetime, until: datetime) -> bool:
    last = until.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return last > after
