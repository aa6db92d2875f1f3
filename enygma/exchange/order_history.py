"""The account's orders of a pair, all of them."""

from __future__ import annotations

from typing import Any

from freqtrade.exchange import Exchange

from enygma.exchange.booked_orders import is_booked
from enygma.exchange.margin import Margin
from enygma.exchange.waiting_stops import has_fills

ORDERS_PER_PAGE = 200
"""How many done orders are asked for at once."""

PAGES = 20
"""How many such pages at most."""


class OrderHistory(Margin, Exchange):
    """What freqtrade looks through when a position is not what its database says."""

    def _fetch_orders_emulate(self, pair: str, since_ms: int) -> list[dict[str, Any]]:
        """The orders of a pair since a moment, done or open; freqtrade looks for lost ones.

        freqtrade's own reads a single page of done orders. Those that ended without a fill are
        left out unless freqtrade has them, and none is without a price: freqtrade saves each as
        one of its own, which fails for a stop that ended with its position, and ends the search.

        They come as they happened, so that freqtrade closes a trade with its last exit.
        """
        if not self.is_trading_futures():
            found: list[dict[str, Any]] = super()._fetch_orders_emulate(pair, since_ms)
            return found
        orders = self._api.fetch_open_orders(pair, since=since_ms)
        for page in range(1, PAGES + 1):
            asked = {"pageSize": ORDERS_PER_PAGE, "currentPage": page}
            rows = self._api.fetch_closed_orders(pair, since=since_ms, params=asked)
            orders += rows
            if len(rows) < ORDERS_PER_PAGE:
                break
        explaining = [
            {**each, "price": each["price"] or each["average"] or each["triggerPrice"]}
            for each in {each["id"]: each for each in orders}.values()
            if _explains(each, pair)
        ]
        return sorted(explaining, key=_happened_ms)


def _happened_ms(order: dict[str, Any]) -> int:
    return int(order["lastTradeTimestamp"] or order["timestamp"] or 0)


def _explains(order: dict[str, Any], pair: str) -> bool:
    """Whether an order is one that freqtrade has, or did something or still may."""
    if order["status"] == "open" or has_fills(order):
        return True
    return is_booked(str(order["id"]), pair)
