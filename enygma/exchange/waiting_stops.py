"""Stops that wait on the exchange, and whose they are."""

from __future__ import annotations

from typing import Any

import ccxt
from freqtrade.exceptions import TemporaryError
from freqtrade.exchange import Exchange

from enygma.exchange.errors import freqtrade_errors
from enygma.exchange.intents import Intent, is_ours

STOPS_PER_PAGE = 1000
"""KuCoin's largest page; it lets an account have at most 200 stops per contract."""


class OrderNotShownError(TemporaryError):
    """KuCoin does not show an order that it accepted: it may do so some seconds later.

    Not an `InvalidOrderException`, after which freqtrade would close a trade whose stop it is.
    """


class WaitingStops(Exchange):
    """Reads stop orders as the exchange has them at this moment."""

    def waiting_stops(self, pair: str | None = None) -> list[dict[str, Any]]:
        """Untriggered stops in ccxt's form, sizes in lots; those of all pairs without one.

        Raises:
            TemporaryError: They cannot be asked for.
        """
        with freqtrade_errors("list the waiting stops"):
            found: list[dict[str, Any]] = self._api.fetch_open_orders(
                pair, params={"stop": True, "pageSize": STOPS_PER_PAGE}
            )
        return found

    def look_up(self, order_id: str, pair: str) -> dict[str, Any]:
        """An order as it is now, sizes in the base currency; asked once.

        Raises:
            OrderNotShownError: The exchange does not show it, or not yet.
            TemporaryError: It cannot be asked.
        """
        with freqtrade_errors(f"look up order {order_id} of {pair}"):
            try:
                order: dict[str, Any] = self._api.fetch_order(order_id, pair)
            except ccxt.OrderNotFound as error:
                raise OrderNotShownError(f"KuCoin does not show order {order_id}.") from error
        return dict(self._order_contracts_to_amount(order))


def is_waiting(order: dict[str, Any]) -> bool:
    """Whether a stop has neither been triggered nor cancelled."""
    return order.get("status") == "open" and not (order.get("info") or {}).get("stopTriggered")


def has_fills(order: dict[str, Any]) -> bool:
    """Whether anything of an order was filled."""
    return float(order.get("filled") or 0.0) > 0


def only_reduces(order: dict[str, Any]) -> bool:
    """Whether an order can only make a position smaller."""
    return bool(order.get("reduceOnly") or (order.get("info") or {}).get("closeOrder"))


def is_attached(order: dict[str, Any], entry: Intent) -> bool:
    """Whether a stop is the one that was attached to an entry.

    KuCoin does not say which entry a stop belongs to. Contract, side, trigger and kind of price
    tell it from any other, and that it carries no name of another order of ours: the stop that
    takes its place may well wait at the very same price.
    """
    trigger, name = order.get("triggerPrice"), order.get("clientOrderId")
    return (
        (name == entry.client_oid or not is_ours(name))
        and order.get("symbol") == entry.pair
        and order.get("side") == entry.exit_side
        and trigger is not None
        and entry.stop_price is not None
        and abs(float(trigger) - entry.stop_price) <= entry.stop_price * 1e-9
        and (order.get("info") or {}).get("stopPriceType") == entry.stop_price_type
    )
