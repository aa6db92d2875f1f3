"""The fills of an order, all of them, so that freqtrade books the fees that were really paid."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from freqtrade.exchange import Exchange

from enygma.exchange.errors import freqtrade_errors
from enygma.exchange.margin import Margin

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)

FILLS_PER_PAGE = 1000
"""KuCoin's largest page; without a size it answers 50."""

PAUSES_S = (0.0, 0.5, 1.0)
"""Before each look: KuCoin's list of fills is not real-time."""


class Fills(Margin, Exchange):
    """Fills as KuCoin lists them, checked against the order."""

    def get_trades_for_order(
        self, order_id: str, pair: str, since: datetime, params: dict[str, Any] | None = None
    ) -> list[Any]:
        """The fills of one order with their fees, once they add up to what the order has filled.

        Each carries the fee rate of the whole order, see `at_one_rate`.

        Returns:
            The fills, or none while KuCoin does not list all of them. freqtrade asks again in its
            next loop for as long as it has no fee.

        Raises:
            TemporaryError: They cannot be asked for.
        """
        if not self.is_trading_futures():
            simulated: list[Any] = super().get_trades_for_order(order_id, pair, since, params)
            return simulated
        with freqtrade_errors(f"get the fills of order {order_id}"):
            fills = self._complete_fills(order_id, pair)
        self._log_exchange_response("get_trades_for_order", fills)
        return at_one_rate(self._trades_contracts_to_amount(fills))

    def _complete_fills(self, order_id: str, pair: str) -> list[dict[str, Any]]:
        filled = self._api.fetch_order(order_id, pair)["filled"]
        for pause_s in PAUSES_S:
            time.sleep(pause_s)
            fills = self._listed_fills(order_id, pair)
            # lots are whole numbers, so sums of them are exact
            if sum(each["amount"] for each in fills) >= filled:
                return fills
        logger.info("KuCoin does not list all fills of order %s yet.", order_id)
        return []

    def _listed_fills(self, order_id: str, pair: str) -> list[dict[str, Any]]:
        found: dict[Any, dict[str, Any]] = {}
        page = 1
        while True:
            asked = {"orderId": order_id, "pageSize": FILLS_PER_PAGE, "currentPage": page}
            rows = [
                each
                for each in self._api.fetch_my_trades(pair, params=asked)
                if each["order"] == order_id
            ]
            found |= {each["id"]: each for each in rows}
            if len(rows) < FILLS_PER_PAGE:
                return list(found.values())
            page += 1


def at_one_rate(fills: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The fills of an order with the fee rate that all of them paid together.

    freqtrade takes the mean of the rates however large each fill was: a hundred lots as taker and
    one as maker would be booked at two thirds of the fee.
    """
    value = sum(float(each["cost"]) for each in fills)
    if not value:
        return fills
    rate = sum(float(each["fee"]["cost"]) for each in fills) / value
    return [{**each, "fee": {**each["fee"], "rate": rate}} for each in fills]
