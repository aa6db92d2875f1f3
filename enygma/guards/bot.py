"""freqtrade's bot with guards before and after each of its loops."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from freqtrade.constants import CANCEL_REASON
from freqtrade.enums import TradingMode
from freqtrade.exceptions import DependencyException
from freqtrade.freqtradebot import FreqtradeBot
from freqtrade.persistence import Trade

from enygma.exchange.kucoin import Kucoin
from enygma.exchange.live_start import is_live
from enygma.guards.database_claim import claim_database
from enygma.guards.evidence_notice import EvidenceNotice
from enygma.guards.fill_funding import book_funding
from enygma.guards.voice import Voice
from enygma.guards.watch import Watch
from enygma.monitoring.audit.settings import AuditSettings
from enygma.monitoring.audit.witness import Witness

logger = logging.getLogger(__name__)

REPLACED = "market_replaces_limit"
"""A strategy's attribute: whether replacements of entries go to the market."""


class GuardedBot(FreqtradeBot):
    """Takes the place of `FreqtradeBot`.

    Only a bot on KuCoin's futures is watched. The decisions of risk are witnessed for every bot
    whose strategy makes them; any other is freqtrade's own.
    """

    _watch: Watch | None = None
    _witness: Witness | None = None
    _notice: EvidenceNotice | None = None
    _is_unwatched = False

    def __init__(self, config: dict[str, Any]) -> None:
        audit = AuditSettings.of(config)
        claim_database(config)
        super().__init__(config)
        witness = Witness(config, audit, Voice(self))
        witness.follow(self.strategy)
        self._witness = witness
        self._notice = EvidenceNotice.of(self.strategy, Voice(self))
        if isinstance(self.exchange, Kucoin) and self.trading_mode == TradingMode.FUTURES:
            self._watch = Watch(self)
        self._is_unwatched = self._watch is None

    def startup(self) -> None:
        """Start up, and say what evidence there is for what is traded."""
        super().startup()
        self._tell_evidence()

    def _tell_evidence(self) -> None:
        if self._notice is not None:
            self._notice.tell()

    def process(self) -> None:
        """One loop, between two looks at the account."""
        with self._watch or nullcontext():
            super().process()
        self._tell_evidence()
        if self._witness is not None:
            self._witness.after_loop()

    def process_stopped(self) -> None:
        """A turn of a bot that the user stopped: it is watched all the same."""
        super().process_stopped()
        if self._watch is not None:
            self._watch.before_loop()
            self._watch.after_loop()
        if self._witness is not None:
            self._witness.after_loop()

    def cleanup(self) -> None:
        """End, after what the guards have to sum up."""
        if self._watch is not None:
            self._watch.close()
        if self._witness is not None:
            self._witness.close()
        super().cleanup()

    def execute_entry(self, *args: Any, **kwargs: Any) -> bool:
        """Enter; a command that comes before a live bot is watched has to wait.

        What is filled at once gets its stop at once, beside the one that came with the entry:
        freqtrade's next loop may be half a minute away, and a stop can fill in part.

        Raises:
            DependencyException: The bot is starting.
        """
        if self._watch is None and not self._is_unwatched and is_live(self.config):
            raise DependencyException("No entry yet: the bot is starting.")
        with self._priced(kwargs):
            entered = bool(super().execute_entry(*args, **kwargs))
        if entered and self._watch is not None and is_live(self.config):
            self._protect_entered()
        return entered

    def _priced(self, terms: dict[str, Any]) -> AbstractContextManager[None]:
        """Let a strategy with waiting entries price those alone, and chase by the market.

        What takes the place of an entry that waited in vain is a market order where the strategy
        wants that: freqtrade itself would send one that may only wait again.
        """
        if terms.get("mode") == "replace" and getattr(self.strategy, REPLACED, False):
            terms["ordertype"] = "market"
        entering = getattr(self.strategy, "entering_at", None)
        kind = terms.get("ordertype") or self.strategy.order_types["entry"]
        return nullcontext() if entering is None else entering(kind)

    def handle_cancel_enter(
        self,
        trade: Any,
        order: dict[str, Any],
        order_obj: Any,
        reason: str,
        replacing: bool | None = False,
    ) -> bool:
        """Cancel an entry; live, what was filled of it is kept however small it is.

        freqtrade would leave the order where a part is below its smallest stake, which counts the
        leverage as 1. KuCoin takes an exit of one lot, and an order that goes on waiting keeps the
        rules of risk from the part.
        """
        is_part = order["status"] == "open" and (order.get("filled") or 0.0) > 0
        if is_part and self._watch is not None and is_live(self.config):
            order = self.exchange.cancel_order_with_result(
                order_obj.order_id, trade.pair, trade.amount
            )
            order_obj.ft_cancel_reason = reason
        return bool(super().handle_cancel_enter(trade, order, order_obj, reason, replacing))

    def replace_order_failed(self, trade: Any, msg: str) -> None:
        """Give up on a replacement; a trade stays whose entry the exchange may still fill.

        freqtrade would delete it with an order that was not cancelled in time.
        """
        if any(each.ft_order_side == trade.entry_side for each in trade.open_orders):
            logger.warning("%s Its order is looked at again in the next loop.", msg)
            return
        super().replace_order_failed(trade, msg)

    def _protect_entered(self) -> None:
        """See what filled at once, and set its stop; what fails here, the next loop does."""
        if not self.strategy.order_types.get("stoploss_on_exchange"):
            return
        for trade in Trade.get_open_trades():
            if trade.open_sl_orders:
                continue
            try:
                is_gone = self._take_in_entries(trade)
                if not is_gone and trade.has_open_position and not trade.has_open_orders:
                    self.handle_stoploss_on_exchange(trade)
                    Trade.commit()
            except DependencyException as error:
                logger.warning("The stop of %s has to wait for the next loop: %s", trade, error)

    def _take_in_entries(self, trade: Any) -> bool:
        """Look at market entries that are open; whether one came to nothing, and its trade, too.

        freqtrade looks at open orders only, so one that is cancelled by now is dealt with here.
        """
        for each in trade.open_orders:
            if each.order_type != "market" or each.ft_order_side != trade.entry_side:
                continue
            order = self.exchange.fetch_order(each.order_id, trade.pair)
            if self.update_trade_state(trade, each.order_id, order):
                reason = CANCEL_REASON["CANCELLED_ON_EXCHANGE"]
                return bool(self.handle_cancel_order(order, each, trade, reason))
        return False

    def update_trade_state(
        self,
        trade: Any,
        order_id: str | None,
        action_order: Any = None,
        *,
        stoploss_order: bool = False,
        send_msg: bool = True,
    ) -> bool:
        """Take in an order; one that has filled brings the funding since the fill before.

        freqtrade makes the last exit's result that of a trade when an order of it comes up again
        after the trade was closed: fees that are told late, a search for lost orders. Such a
        trade is counted anew over all of its exits.
        """
        was_open = trade.is_open
        if self._watch is not None and order_id and action_order:
            book_funding(self.exchange, trade, order_id, action_order)
        is_cancelled = bool(
            super().update_trade_state(
                trade, order_id, action_order, stoploss_order=stoploss_order, send_msg=send_msg
            )
        )
        if self._watch is not None:
            if not was_open:
                trade.recalc_trade_from_orders(is_closing=True)
                Trade.commit()
            self._watch.note_fill(trade, order_id)
        return is_cancelled

    @contextmanager
    def exits_held(self) -> Iterator[None]:
        """Keep commands from exiting the same trades at the same time."""
        with self._exit_lock:
            yield
