"""Stops that wait on the exchange."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from freqtrade.enums import PriceType
from freqtrade.exceptions import (
    DDosProtection,
    ExchangeError,
    InsufficientFundsError,
    InvalidOrderException,
    TemporaryError,
)
from freqtrade.exchange import Exchange
from freqtrade.util import dt_ts

from enygma.exchange.booked_orders import is_booked
from enygma.exchange.entry_stop import PRICE_TYPES
from enygma.exchange.errors import complete_answer, freqtrade_errors
from enygma.exchange.intents import Intent, Purpose
from enygma.exchange.positions import position_side_of_exit
from enygma.exchange.stop_sweep import StopSweep
from enygma.exchange.submission import UnresolvedOrderError
from enygma.exchange.waiting_stops import has_fills, is_waiting

logger = logging.getLogger(__name__)


class StopOrders(StopSweep, Exchange):
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
        """Make sure that a position has a stop at a price, and answer with it.

        A stop of ours that waits at that price already, for that size, is the answer. Otherwise
        one is placed, and once it is accepted the older ones are cancelled.

        A refused parameter is a `TemporaryError`, after which freqtrade keeps the trade and tries
        again; as `InvalidOrderException` it would close a healthy trade. Only a price that the
        market has passed is an `InvalidOrderException`: then closing is what the stop was for.

        Args:
            pair: Market.
            amount: Size in the base currency; cut to the position.
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
        self.resolve_intents(pair)
        held = self.lots_if_told(pair, position_side_of_exit(side))
        if held == 0:
            return self._stop_of_closed(pair, side)
        lots = self.whole_lots(pair, amount)
        lots = lots if held is None else min(lots, held)
        wanted = self._stop_intent(pair, lots, stop_price, order_types, side, leverage)
        current, filled = self._own_stops(pair, side)
        if current is None or not _is_same(current, wanted):
            order_id = self._place_stop(wanted)
            current = wanted
        else:
            order_id = self._order_id(current)
            if is_booked(order_id, pair):
                # freqtrade could not fetch it for a moment; it cannot save it a second time
                raise TemporaryError(f"Stop {order_id} of {pair} is there already.")
        self.unprotected.covered(pair, dt_ts())
        if self._still_waits(order_id, pair):
            self.retire_stops(pair, side, order_id)
        else:
            # what the book did not fill has the older stops; without a position they are orphans
            self.sweep_soon()
        return filled or self._answer(current, order_id)

    def _still_waits(self, order_id: str, pair: str) -> bool:
        """Whether a stop was not triggered as it came; False when that cannot be told."""
        try:
            return is_waiting(self.look_up(order_id, pair))
        except ExchangeError as error:
            logger.warning("Older stops of %s stay for now: %s", pair, error)
            return False

    def _order_id(self, intent: Intent) -> str:
        record = self.intents.of_client_oid(intent.client_oid)
        return str(record.order_id) if record is not None else ""

    def _stop_of_closed(self, pair: str, side: str) -> dict[str, Any]:
        found = self.unbooked_close(pair, side)
        if found is not None:
            return found
        # as this error freqtrade logs it in a line and asks for the trade's orders; any other
        # brings a traceback in every loop, or closes the trade
        raise InsufficientFundsError(
            f"for {pair}: KuCoin shows no position there, and no order of this bot closed it. "
            "Reconciliation looks into it"
        )

    def _own_stops(self, pair: str, side: str) -> tuple[Intent | None, dict[str, Any] | None]:
        """The newest stop of ours that waits, and one with a fill that freqtrade does not know."""
        current: Intent | None = None
        filled: dict[str, Any] | None = None
        for record in self.intents.open_intents(Purpose.STOP, pair):
            if record.intent.side != side or record.order_id is None:
                continue
            order = self.look_up(record.order_id, pair)
            if is_waiting(order):
                current = record.intent
            elif has_fills(order) and not is_booked(record.order_id, pair):
                filled = {**order, "status": "open", "filled": 0.0, "remaining": order["amount"]}
            elif order["status"] != "open" and not has_fills(order):
                self.forget_stop(record.order_id)
        return current, filled

    def _stop_intent(
        self,
        pair: str,
        lots: int,
        stop_price: float,
        order_types: dict[str, Any],
        side: str,
        leverage: float,
    ) -> Intent:
        order_type, _ = self._get_stop_order_type(order_types.get("stoploss", "market"))
        price_type = order_types.get("stoploss_price_type", PriceType.LAST)
        return Intent(
            client_oid=self.new_client_oid(Purpose.STOP),
            purpose=Purpose.STOP,
            pair=pair,
            side=side,
            order_type=order_type,
            lots=lots,
            leverage=max(int(leverage), 1),
            margin_mode=str(self.margin_mode.value),
            created_ms=dt_ts(),
            price=self._stop_limit(pair, order_type, stop_price, order_types, side),
            stop_price=self.price_towards_entry(pair, stop_price, side),
            stop_price_type=PRICE_TYPES[PriceType(price_type)],
        )

    def _stop_limit(
        self, pair: str, order_type: str, stop_price: float, order_types: dict[str, Any], side: str
    ) -> float | None:
        if order_type != "limit":
            return None
        limit = self._get_stop_limit_rate(stop_price, order_types, side)
        return self.price_towards_entry(pair, limit, side)

    def _place_stop(self, intent: Intent) -> str:
        """Place a stop and answer with its id; see `create_stoploss` for what it raises."""
        self._lev_prep(intent.pair, intent.leverage, intent.side, accept_fail=True)
        send = partial(
            self._api.create_order,
            symbol=intent.pair,
            type=intent.order_type,
            side=intent.side,
            amount=intent.lots,
            price=intent.price,
            params=self._stop_request(intent),
        )
        try:
            placed = self.submit(intent, send)
        except (InsufficientFundsError, UnresolvedOrderError, DDosProtection):
            raise
        except (InvalidOrderException, TemporaryError) as error:
            if self._is_passed(intent):
                raise InvalidOrderException(
                    f"The stop of {intent.pair} at {intent.stop_price} was refused and the market "
                    f"is beyond it. {error}"
                ) from error
            raise TemporaryError(
                f"The stop of {intent.pair} at {intent.stop_price} was refused: {error}"
            ) from error
        self._log_exchange_response("create_stoploss_order", placed)
        logger.info(
            "Stop (%s) of %s placed at %s.", intent.order_type, intent.pair, intent.stop_price
        )
        return str(placed["id"])

    def _stop_request(self, intent: Intent) -> dict[str, Any]:
        return {
            "clientOid": intent.client_oid,
            "stopLossPrice": intent.stop_price,
            "stopPriceType": intent.stop_price_type,
            "reduceOnly": True,
            **self.account_params(intent.leverage),
        }

    def _is_passed(self, intent: Intent) -> bool:
        """Whether the price that triggers a stop is beyond it; False when that cannot be told."""
        try:
            price = self._trigger_price(intent)
        except ExchangeError as error:
            logger.warning("The price of %s cannot be read: %s", intent.pair, error)
            return False
        stop_price = float(intent.stop_price or 0)
        return price <= stop_price if intent.side == "sell" else price >= stop_price

    def _trigger_price(self, intent: Intent) -> float:
        symbol = {"symbol": self._api.market(intent.pair)["id"]}
        subject = f"the price of {intent.pair}"
        with freqtrade_errors(f"read {subject}"), complete_answer(subject):
            if intent.stop_price_type == "TP":
                return float(self._api.futuresPublicGetTicker(symbol)["data"]["price"])
            prices = self._api.futuresPublicGetMarkPriceSymbolCurrent(symbol)["data"]
            return float(prices["value" if intent.stop_price_type == "MP" else "indexPrice"])


def _is_same(one: Intent, other: Intent) -> bool:
    """Whether two stops would do the same."""
    return (one.lots, one.stop_price, one.price, one.order_type, one.stop_price_type) == (
        other.lots,
        other.stop_price,
        other.price,
        other.order_type,
        other.stop_price_type,
    )
