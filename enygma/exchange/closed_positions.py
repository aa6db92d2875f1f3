"""What closed a position that freqtrade still believes to be open.

A successor of a stop, or the stop attached to an entry, may fill before freqtrade has heard of it.
Its fill must reach the trade all the same: the order is handed to freqtrade as the answer to the
next stop or exit it asks for, and freqtrade books it when it fetches it.
"""

from __future__ import annotations

import logging
from typing import Any

from freqtrade.exceptions import InvalidOrderException
from freqtrade.exchange import Exchange

from enygma.exchange.booked_orders import is_booked
from enygma.exchange.errors import freqtrade_errors
from enygma.exchange.intents import IntentRecord, Purpose
from enygma.exchange.orders import Orders
from enygma.exchange.waiting_stops import WaitingStops, has_fills, is_attached

logger = logging.getLogger(__name__)

DONE_PER_PAGE = 200
EARLIER_MS = 60_000
"""How far before the entry's acceptance its stop is looked for: clocks differ."""


class ClosedPositions(WaitingStops, Orders, Exchange):
    """Finds fills that freqtrade does not know."""

    _vanished: frozenset[str] = frozenset()

    def take_vanished(self) -> frozenset[str]:
        """Pairs that freqtrade took to be open while KuCoin showed no position; each told once.

        Nothing that the bot ordered has closed them, but the exchange or somebody else:
        reconciliation books that under its own name.
        """
        vanished, self._vanished = self._vanished, frozenset()
        return vanished

    def unbooked_close(self, pair: str, side: str) -> dict[str, Any] | None:
        """An order of this bot that closed a position and is missing in freqtrade's database.

        Args:
            pair: Market.
            side: Side of the orders that reduce the position.

        Returns:
            The order in ccxt's form, declared open so that freqtrade fetches it; None if there is
            none.

        Raises:
            TemporaryError: It cannot be asked for.
        """
        found = self._filled_order(pair, side) or self._filled_attached_stop(pair, side)
        if found is None:
            self._vanished |= {pair}
            return None
        logger.warning(
            "The position in %s was closed by order %s, which is booked now.", pair, found["id"]
        )
        return {**found, "status": "open", "filled": 0.0, "remaining": found["amount"]}

    def closed_already(self, pair: str, position_side: str) -> dict[str, Any]:
        """What to answer to an exit of a position that is gone.

        Raises:
            InvalidOrderException: Whatever closed it is in the database already, or unknown.
        """
        side = "sell" if position_side == "long" else "buy"
        found = self.unbooked_close(pair, side)
        if found is not None:
            return found
        raise InvalidOrderException(
            f"There is no {position_side} position in {pair} left to exit: a stop has closed it, "
            "which freqtrade books in its next loop, or somebody else has."
        )

    def _filled_order(self, pair: str, side: str) -> dict[str, Any] | None:
        for record in self.intents.open_intents(pair=pair):
            if record.intent.side != side or record.order_id is None:
                continue
            if record.intent.purpose is Purpose.ENTRY:
                continue
            if is_booked(record.order_id, pair):
                continue
            order = self.look_up(record.order_id, pair)
            if has_fills(order):
                return order
        return None

    def _filled_attached_stop(self, pair: str, side: str) -> dict[str, Any] | None:
        records = [
            each for each in self.intents.attached_stops(pair) if each.intent.exit_side == side
        ]
        if not records:
            return None
        done = self._done_orders(pair, side, records)
        for record in records:
            for order in done:
                if is_attached(order, record.intent) and has_fills(order):
                    return order
        return None

    def _done_orders(
        self, pair: str, side: str, records: list[IntentRecord]
    ) -> list[dict[str, Any]]:
        since = min(each.intent.created_ms for each in records) - EARLIER_MS
        with freqtrade_errors(f"list the orders of {pair}"):
            done = self._api.fetch_closed_orders(
                pair, since, params={"side": side, "pageSize": DONE_PER_PAGE}
            )
        return [
            dict(self._order_contracts_to_amount(each))
            for each in done
            if not is_booked(str(each["id"]), pair)
        ]
