"""A second stop for what is bought or sold at the market, until freqtrade's own is there.

The stop that travels with an entry can be filled in part only, and is over with that: the exchange
cancels what the book cannot take. freqtrade's own stop comes after it has looked at the entry, a
second later. A market that falls as fast as that would find the rest of the position bare. So
another stop follows the entry at once, at the same price and for the same lots; freqtrade's takes
its place as it does that of any older one (`StopSweep.retire_stops`).
"""

from __future__ import annotations

import logging
from dataclasses import replace

from freqtrade.exceptions import FreqtradeException
from freqtrade.exchange import Exchange
from freqtrade.util import dt_ts

from enygma.exchange.intents import Intent, Purpose
from enygma.exchange.stop_orders import StopOrders

logger = logging.getLogger(__name__)


class SecondStop(StopOrders, Exchange):
    """Sends a stop of its own after a market entry that carries one."""

    def back_up(self, entry: Intent) -> None:
        """Place the second stop; a refusal is told and no more, as the first one is there.

        An entry that waits has no position yet for which KuCoin would take a stop, and where
        freqtrade keeps its stops to itself nothing would take the second one's place.
        """
        order_types = self._config.get("order_types") or {}
        if not (
            entry.has_attached_stop
            and entry.order_type == "market"
            and order_types.get("stoploss_on_exchange")
        ):
            return
        second = replace(
            entry,
            client_oid=self.new_client_oid(Purpose.STOP),
            purpose=Purpose.STOP,
            side=entry.exit_side,
            created_ms=dt_ts(),
            reference_price=None,
        )
        try:
            self._place_stop(second)
        except FreqtradeException as error:
            # the entry is accepted: whatever happens here, freqtrade has to hear of it
            logger.warning("No second stop for the entry into %s: %s", entry.pair, error)
