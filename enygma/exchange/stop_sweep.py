"""Cancelling stops that nothing needs any more: without a position, or replaced by a newer one.

A position keeps two: the one that freqtrade moves, and behind it the one that was attached to its
entry.

A stop is only touched when the plugin placed it or attached it to an entry. Whatever the user or
another program placed is left alone.
"""

from __future__ import annotations

import logging
from functools import cached_property
from typing import Any

from freqtrade.exceptions import ExchangeError, InvalidOrderException
from freqtrade.exchange import Exchange
from freqtrade.util import dt_ts

from enygma.exchange.booked_orders import is_booked, pairs_traded
from enygma.exchange.closed_positions import ClosedPositions
from enygma.exchange.intents import IntentRecord, Purpose, is_ours
from enygma.exchange.live_start import is_live
from enygma.exchange.positions import position_side_of_exit
from enygma.exchange.waiting_stops import (
    OrderNotShownError,
    has_fills,
    is_attached,
    is_waiting,
    only_reduces,
)

logger = logging.getLogger(__name__)

SWEEP_MS = 60_000
"""Milliseconds between two sweeps."""

ORPHAN_MS = 10_000
"""How long a stop must have been without a position: a fill may be told before its position is."""

FORGOTTEN_MS = 86_400_000
"""An order that KuCoin has not shown for a day will not be shown any more."""


class StopSweep(ClosedPositions, Exchange):
    """Keeps one stop of freqtrade's per position, the attached one behind it, and none without."""

    @cached_property
    def _orphans_since_ms(self) -> dict[str, int]:
        return {}

    _sweep_due_ms = 0

    def reload_markets(self, force: bool = False, *, load_leverage_tiers: bool = True) -> None:
        """Reload markets when it is time; freqtrade begins every loop with this call.

        So orders are settled and stops swept here, too, in live trading.
        """
        super().reload_markets(force, load_leverage_tiers=load_leverage_tiers)
        if not force and is_live(self._config):
            self.tend_orders()

    def tend_orders(self) -> None:
        """Settle what the database holds, ask about what is pending, sweep when it is time."""
        self.settle_known_intents()
        self.resolve_intents()
        if dt_ts() < self._sweep_due_ms:
            return
        self._sweep_due_ms = dt_ts() + SWEEP_MS
        try:
            self.sweep_stops()
        except ExchangeError as error:
            logger.warning("The stops could not be swept: %s", error)

    def sweep_soon(self) -> None:
        """Look for stops that have become useless in the next loop."""
        self._sweep_due_ms = 0

    def sweep_stops(self) -> None:
        """Cancel the plugin's stops that have no position or a newer stop beside them.

        Raises:
            ExchangeError: Stops or positions cannot be asked for; nothing was cancelled.
        """
        # the stops first: one that is seen now had its position before
        stops = [each for each in self.waiting_stops() if self._is_swept(each)]
        held = self._lots_by_side()
        seen: dict[str, int] = {}
        for stop in stops:
            place = (stop["symbol"], position_side_of_exit(stop["side"]))
            if not held.get(place):
                seen[stop["id"]] = self._orphans_since_ms.get(stop["id"], dt_ts())
                if dt_ts() - seen[stop["id"]] >= ORPHAN_MS:
                    logger.info("Stop %s of %s has no position: cancelled.", stop["id"], place[0])
                    self.cancel_quietly(stop["id"], stop["symbol"])
        self._orphans_since_ms.clear()
        self._orphans_since_ms.update(seen)
        if seen:
            self._sweep_due_ms = dt_ts() + ORPHAN_MS
        for (pair, position_side), lots in held.items():
            self._sweep_replaced(pair, position_side, lots, stops)
        self._forget_ended(stops, held)

    def _forget_ended(self, stops: list[dict[str, Any]], held: dict[tuple[str, str], int]) -> None:
        """Close the intents of orders that are over without a fill that nobody knows."""
        waiting = {each["id"] for each in stops}
        for record in self.intents.open_intents():
            is_gone = record.order_id is not None and record.order_id not in waiting
            if is_gone and self._is_over(record):
                self.intents.settle(record.intent.client_oid)
        traded = pairs_traded()
        for record in self.intents.attached_stops():
            intent = record.intent
            # the trade of a position that this very stop has closed may not know it yet
            is_needed = held.get((intent.pair, intent.position_side)) or intent.pair in traded
            has_stop = any(is_attached(each, intent) for each in stops)
            if not is_needed and not has_stop and self._is_over(record, fills_matter=False):
                self.intents.detach(intent.client_oid)

    def _is_over(self, record: IntentRecord, fills_matter: bool = True) -> bool:
        """Whether an order has ended, and if they matter, whether its fills are known."""
        order_id, pair = str(record.order_id), record.intent.pair
        try:
            order = self.look_up(order_id, pair)
        except OrderNotShownError:
            return bool(dt_ts() - (record.accepted_ms or 0) > FORGOTTEN_MS)
        if order["status"] == "open":
            return False
        return not fills_matter or not has_fills(order) or is_booked(order_id, pair)

    def _lots_by_side(self) -> dict[tuple[str, str], int]:
        return {
            (each["symbol"], each["side"]): int(float(each["contracts"]))
            for each in self.fetch_positions()
            if each["side"] and each["contracts"]
        }

    def _is_swept(self, stop: dict[str, Any]) -> bool:
        if not only_reduces(stop):
            return False
        if is_ours(stop.get("clientOrderId")):
            return True
        return any(
            is_attached(stop, each.intent) for each in self.intents.attached_stops(stop["symbol"])
        )

    def _sweep_replaced(
        self, pair: str, position_side: str, held: int, stops: list[dict[str, Any]]
    ) -> None:
        side = "sell" if position_side == "long" else "buy"
        own = [
            each
            for each in stops
            if each["symbol"] == pair
            and each["side"] == side
            and is_ours(each.get("clientOrderId"))
        ]
        if not own:
            return
        newest = max(own, key=lambda each: (each.get("timestamp") or 0, str(each["id"])))
        if float(newest["amount"]) >= held:
            self.retire_stops(pair, side, newest["id"])

    def retire_stops(self, pair: str, side: str, keep: str) -> None:
        """Cancel the older stops of a position; `keep` covers all of it and is live.

        The stop that was attached to an entry stays behind it, at the hard stop, for as long as
        the position is open: a stop that the book can fill only in part is over with that, and
        what is left of the position would have none until the next loop, or none at all if the
        bot is dead. One that would trigger before `keep` goes: further entries have moved the
        hard stop. What cannot be cancelled now stays until the next sweep.
        """
        for record in self.intents.open_intents(Purpose.STOP, pair):
            if record.intent.side == side and record.order_id not in (None, keep):
                self.cancel_quietly(str(record.order_id), pair)
        kept = self.intents.of_order(keep)
        tighter = [
            each
            for each in self.intents.attached_stops(pair)
            if kept is not None and each.intent.exit_side == side and _is_tighter(each, kept)
        ]
        if tighter:
            try:
                self._retire_attached(pair, tighter)
            except ExchangeError as error:
                logger.warning("Attached stops of %s stay for now: %s", pair, error)

    def _retire_attached(self, pair: str, records: list[IntentRecord]) -> None:
        stops = self.waiting_stops(pair)
        for record in records:
            if self.look_up(str(record.order_id), pair)["status"] == "open":
                # more of it may be filled, and only this stop would cover that
                continue
            legs = [each for each in stops if is_attached(each, record.intent)]
            gone = [self.cancel_quietly(each["id"], pair) for each in legs]
            if all(gone):
                self.intents.detach(record.intent.client_oid)

    def cancel_quietly(self, order_id: str, pair: str) -> bool:
        """Cancel a stop without raising; whether it is certain that it is gone without a fill."""
        try:
            self.cancel_order(order_id, pair)
        except InvalidOrderException:
            logger.info("Stop %s of %s cannot be cancelled any more.", order_id, pair)
        except ExchangeError as error:
            logger.warning("Stop %s of %s stays for now: %s", order_id, pair, error)
            return False
        try:
            order = self.look_up(order_id, pair)
        except ExchangeError as error:
            logger.warning("Stop %s of %s was cancelled, but not seen: %s", order_id, pair, error)
            return False
        if is_waiting(order) or has_fills(order):
            return False
        self.forget_stop(order_id)
        return True

    def forget_stop(self, order_id: str) -> None:
        """Nothing is left to be known about a stop."""
        record = self.intents.of_order(order_id)
        if record is not None:
            self.intents.settle(record.intent.client_oid)


def _is_tighter(attached: IntentRecord, kept: IntentRecord) -> bool:
    """Whether the stop of an entry would trigger before another one does."""
    ahead, behind = float(attached.intent.stop_price or 0), float(kept.intent.stop_price or 0)
    return ahead < behind if kept.intent.side == "buy" else ahead > behind
