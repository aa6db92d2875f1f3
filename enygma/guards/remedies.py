"""What is done about a confirmed difference. Only what reduces risk is done unasked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from math import isclose
from typing import TYPE_CHECKING, Any

from freqtrade.exceptions import FreqtradeException
from freqtrade.persistence import Trade

from enygma.exchange.intents import Purpose, is_ours
from enygma.exchange.settings import ExchangeSettings
from enygma.guards.adoption import Adoption
from enygma.guards.difference import Difference, Kind
from enygma.guards.lost_fills import LostFills

if TYPE_CHECKING:
    from enygma.exchange.account_state import AccountState, LiveOrder, OpenPosition

logger = logging.getLogger(__name__)

DECIDE = (
    "Close it on the exchange or with the command enygma flatten, or set "
    "enygma.unknown_positions to close, adopt or a list of pairs to ignore."
)


@dataclass(frozen=True)
class Remedy:
    """What came of an attempt.

    Attributes:
        text: What was done or what the user can do, as a sentence.
        is_done: Whether the difference should be gone at the next look.
        is_nothing: Whether it turned out to be none.
    """

    text: str = ""
    is_done: bool = False
    is_nothing: bool = False


class Remedies:
    """Acts through freqtrade wherever a trade is concerned, so that its database stays true."""

    def __init__(self, bot: Any) -> None:
        self._bot = bot
        self._exchange = bot.exchange
        self._settings = ExchangeSettings.of(bot.config)
        self._adoption = Adoption(bot)
        self._lost_fills = LostFills(bot)
        self._ways: dict[Kind, Callable[[Difference, AccountState], Remedy]] = {
            Kind.UNKNOWN_POSITION: self._unknown_position,
            Kind.MISSING_POSITION: self._book_fills,
            Kind.SIZE_DIFFERS: self._book_fills,
            Kind.SIDE_DIFFERS: self._book_fills,
            Kind.UNPROTECTED: self._protect,
            Kind.UNKNOWN_ORDER: self._unknown_order,
            Kind.LOST_ENTRY: self._lost_entry,
            Kind.ORPHANED_STOP: self._orphaned_stop,
            Kind.LOST_ORDER: self._lost_order,
        }

    def apply(self, difference: Difference, account: AccountState) -> Remedy:
        """Try what is right for this difference; a failure is told and tried again later."""
        way = self._ways.get(difference.kind)
        if way is None:
            return Remedy("It is told once.")
        try:
            with self._bot.exits_held():
                return way(difference, account)
        except FreqtradeException as error:
            Trade.rollback()
            logger.exception("Remedy for %s failed.", difference)
            return Remedy(f"What would mend it failed: {error}.")

    def _unknown_position(self, difference: Difference, account: AccountState) -> Remedy:
        position = account.position(difference.pair, difference.side)
        if position is None:
            return Remedy(is_nothing=True)
        if text := self._adoption.adopt_journaled(position):
            return Remedy(text, is_done=True)
        if self._may_be_ours(position):
            return Remedy("An entry of this bot may explain it, KuCoin is asked for it again.")
        if self._settings.unknown_positions == "adopt":
            return self._adopt(position)
        if self._settings.unknown_positions == "close":
            return self._close(position)
        return Remedy(DECIDE)

    def _may_be_ours(self, position: OpenPosition) -> bool:
        """Whether the fate of an entry is open that could have made this position."""
        return any(
            record.order_id is None and record.intent.position_side == position.side
            for record in self._exchange.intents.open_intents(Purpose.ENTRY, position.pair)
        )

    def _adopt(self, position: OpenPosition) -> Remedy:
        objection = self._adoption.objection(position)
        if objection is not None:
            return Remedy(f"It cannot be adopted: {objection}")
        return Remedy(self._adoption.adopt_foreign(position), is_done=True)

    def _close(self, position: OpenPosition) -> Remedy:
        order_id = self._exchange.close_position(position)
        return Remedy(f"It is closed by order {order_id}.", is_done=True)

    def _book_fills(self, difference: Difference, account: AccountState) -> Remedy:
        trade = open_trade(difference.pair, difference.side)
        if trade is None:
            return Remedy(is_nothing=True)
        position = account.position(difference.pair, difference.side)
        booked = self._lost_fills.book(trade, position.lots if position else 0)
        if booked:
            return Remedy(f"Booked what was missing: {booked}.", is_done=True)
        return Remedy("No fill was found that explains it; it is looked for again.")

    def _protect(self, difference: Difference, account: AccountState) -> Remedy:
        trade = open_trade(difference.pair, difference.side)
        position = account.position(difference.pair, difference.side)
        if trade is None or position is None or not trade.has_open_position:
            return Remedy("It is protected once its trade is known.")
        stop = trade.stoploss_or_liquidation
        if self._bot.create_stoploss_order(trade=trade, stop_price=stop):
            Trade.commit()
            return Remedy(f"A stop at {stop} was placed.", is_done=True)
        Trade.commit()
        return Remedy("A stop could not be placed; it is tried again.")

    def _unknown_order(self, difference: Difference, account: AccountState) -> Remedy:
        order = _order(account, difference.order_id)
        if order is None:
            return Remedy(is_nothing=True)
        if is_ours(order.client_oid):
            return Remedy(self._adoption.adopt_order(order), is_done=True)
        return Remedy("Cancel it on the exchange, or ignore its pair (enygma.unknown_positions).")

    def _lost_entry(self, difference: Difference, _account: AccountState) -> Remedy:
        text = self._adoption.adopt_entry(difference.order_id, difference.pair)
        return Remedy(text, is_done=bool(text), is_nothing=not text)

    def _orphaned_stop(self, difference: Difference, account: AccountState) -> Remedy:
        order = _order(account, difference.order_id)
        if order is None:
            return Remedy(is_nothing=True)
        if not self._is_own_stop(order):
            return Remedy("Cancel it on the exchange, or ignore its pair.")
        self._exchange.cancel_at_exchange(order)
        return Remedy("It was cancelled.", is_done=True)

    def _is_own_stop(self, order: LiveOrder) -> bool:
        """Whether this bot placed a stop, or attached it to an entry: those carry no name."""
        attached = (
            record.intent
            for record in self._exchange.intents.attached_stops(order.pair)
            if record.intent.stop_price is not None and order.trigger is not None
        )
        return is_ours(order.client_oid) or any(
            intent.exit_side == order.side
            and isclose(float(order.trigger or 0), float(intent.stop_price or 0))
            for intent in attached
        )

    def _lost_order(self, difference: Difference, _account: AccountState) -> Remedy:
        if self._exchange.has_order(difference.order_id, difference.pair):
            return Remedy(is_nothing=True)
        trade = open_trade(difference.pair, difference.side)
        order = trade and trade.select_order_by_order_id(difference.order_id)
        if not trade or not order or not order.ft_is_open:
            return Remedy(is_nothing=True)
        self._cancel_in_database(trade, order)
        return Remedy("It counts as cancelled now.", is_done=True)

    def _cancel_in_database(self, trade: Any, order: Any) -> None:
        cancelled = {
            **order.to_ccxt_object(),
            "status": "canceled",
            "side": order.side,
            "filled": order.filled or 0.0,
        }
        if order.ft_order_side == "stoploss":
            trade.update_order(cancelled)
        else:
            self._bot.handle_cancel_order(cancelled, order, trade, "unknown to the exchange")
        Trade.commit()


def open_trade(pair: str, side: str) -> Any:
    """The open trade of a pair on a side, None if there is none."""
    found = (
        each
        for each in Trade.get_open_trades()
        if (each.pair, each.trade_direction) == (pair, side)
    )
    return next(found, None)


def _order(account: AccountState, order_id: str) -> LiveOrder | None:
    return next((each for each in account.orders if each.id == order_id), None)
