"""Stops that wait on the exchange."""

from __future__ import annotations

import logging
from typing import Any

from ccxt import ROUND_DOWN, ROUND_UP
from freqtrade.enums import PriceType
from freqtrade.exceptions import InvalidOrderException
from freqtrade.exchange import Exchange

from enygma.exchange.errors import freqtrade_errors
from enygma.exchange.orders import Orders

logger = logging.getLogger(__name__)

PRICE_TYPES = {PriceType.LAST: "TP", PriceType.MARK: "MP", PriceType.INDEX: "IP"}
"""KuCoin's names of the prices that may trigger a stop."""


class StopOrders(Orders, Exchange):
    """Stop-market and stop-limit orders that only reduce."""

    def create_stoploss(
        self,
        pair: str,
        amount: float,
        stop_price: float,
        order_types: dict[str, Any],
        side: str,
        leverage: float,
    ) -> dict[str, Any]:
        """Place a stop.

        A refused parameter is a `TemporaryError`, after which freqtrade keeps the trade and tries
        again; as `InvalidOrderException` it would close a healthy trade.

        Args:
            pair: Market.
            amount: Size in the base currency.
            stop_price: Price that triggers the stop; rounded to the tick towards the entry.
            order_types: freqtrade's `order_types`, of which `stoploss` (market or limit),
                `stoploss_price_type` and `stoploss_on_exchange_limit_ratio` count.
            side: Side of the stop itself.
            leverage: The position's leverage.

        Raises:
            InsufficientFundsError, InvalidOrderException, TemporaryError: see `freqtrade_errors`.
        """
        if not self.is_trading_futures():
            simulated: dict[str, Any] = super().create_stoploss(
                pair, amount, stop_price, order_types, side, leverage
            )
            return simulated
        order_type, _ = self._get_stop_order_type(order_types.get("stoploss", "market"))
        trigger = self._to_tick(pair, stop_price, side)
        lots = self.amount_to_precision(pair, self._amount_to_contracts(pair, amount))
        self._lev_prep(pair, leverage, side, accept_fail=True)
        with freqtrade_errors(f"place the stop of {pair} at {trigger}"):
            placed: dict[str, Any] = self._api.create_order(
                symbol=pair,
                type=order_type,
                side=side,
                amount=lots,
                price=self._stop_limit(pair, order_type, stop_price, order_types, side),
                params=self._stop_request(trigger, order_types, leverage),
            )
        self._log_exchange_response("create_stoploss_order", placed)
        logger.info("Stop (%s) of %s placed at %s.", order_type, pair, trigger)
        return {**placed, "type": order_type, "status": "open", "stopPrice": trigger}

    def _to_tick(self, pair: str, price: float, side: str) -> float:
        rounding = ROUND_DOWN if side == "buy" else ROUND_UP
        return float(self.price_to_precision(pair, price, rounding_mode=rounding))

    def _stop_limit(
        self, pair: str, order_type: str, stop_price: float, order_types: dict[str, Any], side: str
    ) -> float | None:
        if order_type != "limit":
            return None
        return self._to_tick(pair, self._get_stop_limit_rate(stop_price, order_types, side), side)

    def _stop_request(
        self, trigger: float, order_types: dict[str, Any], leverage: float
    ) -> dict[str, Any]:
        price_type = order_types.get("stoploss_price_type", PriceType.LAST)
        return {
            "stopLossPrice": trigger,
            "stopPriceType": PRICE_TYPES[PriceType(price_type)],
            "reduceOnly": True,
            **self.account_params(max(int(leverage), 1)),
        }

    def cancel_stoploss_order_with_result(
        self, order_id: str, pair: str, amount: float
    ) -> dict[str, Any]:
        """Cancel a stop; one that can no longer be cancelled is fetched as it is."""
        try:
            result: dict[str, Any] = super().cancel_stoploss_order_with_result(
                order_id, pair, amount
            )
        except InvalidOrderException as error:
            logger.warning("Could not cancel stop %s of %s: %s", order_id, pair, error)
            result = self.fetch_stoploss_order(order_id, pair)
        return result
