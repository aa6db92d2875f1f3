"""The guards of one bot, and what happens when a guard itself fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Any

from freqtrade.persistence import Trade

from enygma.exchange.live_start import is_live
from enygma.guards.breaker_feed import breaker_feed
from enygma.guards.difference import Difference
from enygma.guards.kill_watch import KillWatch
from enygma.guards.reconciliation import Reconciliation
from enygma.guards.remedies import Remedies
from enygma.guards.voice import Voice

logger = logging.getLogger(__name__)

WHO = "guards"


class Watch:
    """Runs the guards around a loop of the bot, which is the block of a `with` statement.

    None of them may keep the bot from exiting.
    """

    def __init__(self, bot: Any) -> None:
        self._gate = bot.exchange.entry_gate
        self._shadow = bot.exchange.shadow
        self._voice = Voice(bot)
        self.kill_switch = KillWatch(bot, self._voice)
        self.reconciliation = (
            Reconciliation(bot, self._voice, Remedies(bot)) if is_live(bot.config) else None
        )
        self.breaker = breaker_feed(bot, self._voice, self._standing)

    def _standing(self) -> list[Difference]:
        return [] if self.reconciliation is None else self.reconciliation.standing

    def __enter__(self) -> None:
        self.before_loop()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # not after what ends the process: it must not go on to talk to the exchange
        if kind is None or issubclass(kind, Exception):
            self.after_loop()

    def before_loop(self) -> None:
        """Look at the kill switch, then at the account."""
        self._run(self.kill_switch.before_loop)
        if self.reconciliation is not None:
            self._run(self.reconciliation.before_loop)

    def after_loop(self) -> None:
        """Confirm or forget what differed before the loop."""
        if self.reconciliation is not None:
            self._run(self.reconciliation.after_loop)
        if self.breaker is not None:
            self._run(self.breaker.after_loop)
        if self._shadow is not None:
            for refusal in self._shadow.take_refusals():
                self._voice.send(refusal)

    def note_fill(self, trade: Any, order_id: str | None) -> None:
        """Let the circuit breaker see at which price an order was filled."""
        if self.breaker is None:
            return
        try:
            self.breaker.note_fill(trade, order_id)
        except Exception:  # the order is booked, and the trade has to go on
            logger.exception("The slippage of order %s could not be noted.", order_id)

    def close(self) -> None:
        """Sum up before the bot ends."""
        if self._shadow is not None:
            self._voice.tell(self._shadow.summary())

    def _run(self, guard: Callable[[], None]) -> None:
        who = f"{WHO}: {guard.__qualname__}"
        try:
            guard()
        except Exception as error:
            # exits and stops go on whatever a guard stumbles over; entries do not. Half of a
            # remedy must not be saved with freqtrade's next commit, nor a session that a locked
            # database has broken end the loop that follows.
            Trade.rollback()
            logger.exception("A guard failed.")
            if who not in self._gate.shut_by:
                self._voice.warn(f"A guard failed ({error!r}), entries pause. See the log.")
            self._gate.shut(who, f"a guard failed: {error!r}")
        else:
            self._gate.open(who)
