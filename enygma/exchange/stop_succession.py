"""Moving a stop without a gap.

freqtrade moves a stop by cancelling it and then placing another. A position whose old stop is
cancelled and whose new one is refused, or whose bot dies in between, would have none. So the
cancellation of a live stop of an open position places the successor first and cancels the old
stop once the successor is accepted; the placing that follows finds the successor there.

| What happens | What follows |
|---|---|
| the successor is refused, or its fate unknown | the old stop stays; a failed cancellation |
| the successor triggers at once and fills in part | the old stop stays for the rest |
| the old stop cannot be cancelled | both are live; it is swept later |
| the old stop filled meanwhile | freqtrade is told so; the successor is cancelled |
| the successor fills before freqtrade knows it | it is the answer to the next stop or exit |
| the bot dies in between | the journal names the successor; the next start goes on with it |
"""

from __future__ import annotations

import logging
from functools import cached_property
from typing import Any

from freqtrade.exceptions import ExchangeError, InvalidOrderException, TemporaryError
from freqtrade.exchange import Exchange
from freqtrade.util import dt_ts

from enygma.exchange.intents import Intent, Purpose
from enygma.exchange.positions import position_side_of_exit
from enygma.exchange.stop_orders import StopOrders
from enygma.exchange.waiting_stops import has_fills, is_waiting

logger = logging.getLogger(__name__)


class StopSuccession(StopOrders, Exchange):
    """Cancels stops as freqtrade asks for it, without leaving a position bare."""

    @cached_property
    def _wanted_prices(self) -> dict[str, float]:
        """Where freqtrade wants a stop to be, by the id of the order that is there now."""
        return {}

    def stoploss_adjust(self, stop_loss: float, order: dict[str, Any], side: str) -> bool:
        """Whether a stop has to be moved; where to is noted for the cancellation that follows."""
        has_to_move: bool = super().stoploss_adjust(stop_loss, order, side)
        if has_to_move and self.is_trading_futures():
            self._wanted_prices[str(order["id"])] = float(stop_loss)
        return has_to_move

    def fetch_stoploss_order(
        self, order_id: str, pair: str, params: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """A stop as it is; one that has ended is known to freqtrade from here on."""
        order: dict[str, Any] = super().fetch_stoploss_order(order_id, pair, params)
        if self.is_trading_futures() and order.get("status") != "open":
            self.forget_stop(order_id)
        return order

    def cancel_stoploss_order_with_result(
        self, order_id: str, pair: str, amount: float
    ) -> dict[str, Any]:
        """Cancel a stop and answer with what became of it.

        While its position is open, another stop is there before it goes: at the price that
        freqtrade asked for last, else at its own.

        Raises:
            InvalidOrderException: It stays where it is.
        """
        if not self.is_trading_futures():
            simulated: dict[str, Any] = super().cancel_stoploss_order_with_result(
                order_id, pair, amount
            )
            return simulated
        try:
            return self._replace(order_id, pair, amount)
        except InvalidOrderException:
            raise
        except ExchangeError as error:
            raise InvalidOrderException(
                f"Stop {order_id} of {pair} stays where it is: {error}"
            ) from error

    def _replace(self, order_id: str, pair: str, amount: float) -> dict[str, Any]:
        wanted_price = self._wanted_prices.pop(order_id, None)
        old = self.look_up(order_id, pair)
        if not is_waiting(old):
            return old
        self.resolve_intents(pair)
        held = self.lots_if_told(pair, position_side_of_exit(old["side"]))
        if held != 0:
            successor = self._ensure_successor(
                old, wanted_price, self._lots_to_cover(old, amount, held)
            )
            self._require_covered(successor, old)
        else:
            self.unprotected.closed(pair, dt_ts())
        result = self._cancel_and_see(old, pair)
        if has_fills(result) or held == 0:
            self._cancel_useless(pair, str(old["side"]), order_id)
        return result

    def _lots_to_cover(self, old: dict[str, Any], amount: float, held: int | None) -> int:
        pair = old["symbol"]
        wanted = amount or float(old["amount"])
        lots = int(self.amount_to_precision(pair, self._amount_to_contracts(pair, wanted)))
        return lots if held is None else min(lots, held)

    def _require_covered(self, successor: str, old: dict[str, Any]) -> None:
        """See that the old stop is not needed any more.

        Raises:
            TemporaryError: The successor was triggered at once and the book could not fill all of
                it: the old stop is what the rest of the position has.
        """
        pair = str(old["symbol"])
        if is_waiting(self.look_up(successor, pair)):
            return
        if self.lots_if_told(pair, position_side_of_exit(old["side"])) != 0:
            raise TemporaryError(f"its successor {successor} was triggered and left a part open")

    def _ensure_successor(self, old: dict[str, Any], wanted_price: float | None, lots: int) -> str:
        """Place the stop that follows `old` unless it is there; its id."""
        pair = old["symbol"]
        intent = self._successor(old, lots, wanted_price or float(old["stopPrice"]))
        for record in self.intents.open_intents(Purpose.STOP, pair):
            if record.order_id in (None, old["id"]) or not _is_enough(record.intent, intent):
                continue
            if is_waiting(self.look_up(str(record.order_id), pair)):
                return str(record.order_id)
        successor = self._place_stop(intent)
        logger.info("Stop %s of %s is followed by one at %s.", old["id"], pair, intent.stop_price)
        return successor

    def _successor(self, old: dict[str, Any], lots: int, price: float) -> Intent:
        order_types = {"stoploss": "market", **(self._config.get("order_types") or {})}
        order_types["stoploss"] = old["type"]
        leverage = float((old.get("info") or {}).get("leverage") or 1)
        return self._stop_intent(old["symbol"], lots, price, order_types, old["side"], leverage)

    def _cancel_and_see(self, old: dict[str, Any], pair: str) -> dict[str, Any]:
        """Cancel a stop and look at it.

        Raises:
            TemporaryError: It cannot be told what became of it.
        """
        order_id = str(old["id"])
        try:
            self.cancel_order(order_id, pair)
        except InvalidOrderException as error:
            logger.warning("Could not cancel stop %s of %s: %s", order_id, pair, error)
        result = self.look_up(order_id, pair)
        if is_waiting(result):
            raise TemporaryError("KuCoin still shows it as waiting")
        if not has_fills(result):
            self.forget_stop(order_id)
        return result

    def _cancel_useless(self, pair: str, side: str, order_id: str) -> None:
        """After a position was closed: cancel the other stops that were placed for it."""
        if self.lots_if_told(pair, position_side_of_exit(side)) != 0:
            self.sweep_soon()
            return
        for record in self.intents.open_intents(Purpose.STOP, pair):
            if record.intent.side == side and record.order_id not in (None, order_id):
                self.cancel_quietly(str(record.order_id), pair)


def _is_enough(stop: Intent, wanted: Intent) -> bool:
    """Whether a stop protects at least as well as another would."""
    if stop.side != wanted.side or stop.lots < wanted.lots:
        return False
    have, need = float(stop.stop_price or 0), float(wanted.stop_price or 0)
    return have >= need if wanted.side == "sell" else have <= need
