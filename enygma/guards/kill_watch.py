"""What a running bot does while the kill switch file exists."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from freqtrade.enums import ExitCheckTuple, ExitType
from freqtrade.exceptions import FreqtradeException
from freqtrade.persistence import Trade
from freqtrade.util import dt_ts

from enygma.exchange.errors import freqtrade_errors
from enygma.exchange.kill_switch import KillState
from enygma.exchange.live_start import is_live
from enygma.exchange.settings import ExchangeSettings
from enygma.guards.book import knows_order

if TYPE_CHECKING:
    from enygma.exchange.account_state import AccountState
    from enygma.guards.voice import Voice

logger = logging.getLogger(__name__)

REASON = "kill_switch"
FOREIGN_EVERY_MS = 10_000
"""Between two looks for what other than the bot's trades is open."""


class KillWatch:
    """Cancels waiting entries, and closes everything when the file asks for it."""

    def __init__(self, bot: Any, voice: Voice) -> None:
        self._bot = bot
        self._exchange = bot.exchange
        self._switch = bot.exchange.entry_gate.kill_switch
        self._settings = ExchangeSettings.of(bot.config)
        self._voice = voice
        self._state = KillState.OFF
        self._foreign_due_ms = 0

    def before_loop(self) -> None:
        """Tell both edges, and act while the switch is thrown."""
        state = self._switch.read()
        if state is not self._state:
            self._tell(state)
            self._state = state
            self._foreign_due_ms = 0
        if state is KillState.OFF:
            return
        with self._bot.exits_held():
            self._cancel_entries()
            if state is KillState.FLATTEN:
                self._close_trades()
        if state is KillState.FLATTEN and is_live(self._bot.config):
            self._close_foreign()

    def _tell(self, state: KillState) -> None:
        if state is KillState.OFF:
            self._voice.tell(f"Kill switch lifted: {self._switch.path} is gone.")
            return
        self._voice.warn(f"KILL SWITCH {self._switch.path}: {state.value}.")

    def _cancel_entries(self) -> None:
        for trade in Trade.get_open_trades():
            if any(order.ft_order_side == trade.entry_side for order in trade.open_orders):
                self._attempt(
                    f"cancel the entry of {trade.pair}",
                    lambda trade=trade: self._bot.cancel_open_orders_of_trade(
                        trade, [trade.entry_side], REASON
                    ),
                )
        Trade.commit()

    def _close_trades(self) -> None:
        for trade in Trade.get_open_trades():
            if trade.has_open_position and not _is_leaving(trade):
                self._attempt(f"close {trade.pair}", lambda trade=trade: self._leave(trade))
        Trade.commit()

    def _leave(self, trade: Any) -> None:
        rate = self._exchange.get_rate(
            trade.pair, side="exit", is_short=trade.is_short, refresh=True
        )
        # as a liquidation, so that no strategy can deny it
        check = ExitCheckTuple(exit_type=ExitType.LIQUIDATION)
        self._bot.execute_trade_exit(trade, rate, check, exit_tag=REASON, ordertype="market")

    def _close_foreign(self) -> None:
        now_ms = dt_ts()
        if now_ms < self._foreign_due_ms:
            return
        self._foreign_due_ms = now_ms + FOREIGN_EVERY_MS
        try:
            account = self._exchange.read_account()
        except FreqtradeException as error:
            logger.warning("What else is open could not be read, it is tried again: %s", error)
            return
        self._cancel_foreign_entries(account)
        ours = {(trade.pair, trade.trade_direction) for trade in Trade.get_open_trades()}
        for position in account.positions:
            if (position.pair, position.side) in ours or self._is_ignored(position.pair):
                continue
            what = f"close the {position.side} position in {position.pair} that no trade explains"
            if self._attempt(
                what,
                lambda position=position: self._exchange.close_position(position),
            ):
                self._voice.warn(f"Kill switch: sent the order to {what}.")

    def _cancel_foreign_entries(self, account: AccountState) -> None:
        for order in account.orders:
            if order.reduces or self._is_ignored(order.pair) or knows_order(order.id, order.pair):
                continue
            self._attempt(
                f"cancel order {order.id} of {order.pair}",
                lambda order=order: self._exchange.cancel_at_exchange(order),
            )

    def _is_ignored(self, pair: str) -> bool:
        return pair in self._settings.ignored_pairs

    def _attempt(self, what: str, act: Any) -> bool:
        """Try; what fails is told in the log and tried again in the next loop."""
        try:
            with freqtrade_errors(what):
                act()
        except FreqtradeException as error:
            logger.warning("Kill switch: could not %s: %s", what, error)
            return False
        return True


def _is_leaving(trade: Any) -> bool:
    """Whether a market order already leaves this trade; a second one would cancel the first."""
    return any(
        order.ft_order_side == trade.exit_side and order.order_type == "market"
        for order in trade.open_orders
    )
