"""The life of a bot process: started, stepped, killed, and started again as a service would."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from freqtrade.enums import State
from freqtrade.exceptions import FreqtradeException

from .bot import Bot
from .clock import SimulatedClock
from .wire import KilledError, Wire

_PAUSE_BEFORE_START_MS = 10_000
_MOST_STARTS = 50


class Life:
    """One bot after the other on the same database.

    A start that fails, because the exchange does not answer, is tried again after ten seconds as
    a service manager does. A bot that stopped trading on its own is started again too.
    """

    def __init__(
        self,
        arguments: dict[str, Any],
        clock: SimulatedClock,
        wire: Wire,
        downtime_ms: Callable[[], int],
        note: Callable[[int, str], None],
        born: Callable[[Any], None],
    ) -> None:
        """`born` is shown every bot before its first turn."""
        self.restarts = 0
        self.failed_starts: list[str] = []
        self.stops: list[str] = []
        self._arguments = arguments
        self._clock = clock
        self._wire = wire
        self._downtime_ms = downtime_ms
        self._note = note
        self._show = born
        self._bot: Bot | None = None

    @property
    def freqtrade(self) -> Any:
        """The bot that lives now, or None between two lives."""
        return self._bot.freqtrade if self._bot else None

    def turn(self) -> None:
        """One turn of the bot; a dead one is started first."""
        try:
            bot = self._bot or self._born()
            bot.turn()
        except KilledError:
            self._die("killed")
            return
        if bot.state is State.STOPPED:
            self.stops.append(f"{self._clock.now_ms}")
            self._die("stopped trading")

    def end(self) -> None:
        """End the bot as Ctrl-C does."""
        if self._bot is not None:
            self._bot.stop()
            self._bot = None

    def _born(self) -> Bot:
        for _ in range(_MOST_STARTS):
            try:
                self._bot = Bot(self._arguments)
            except FreqtradeException as error:
                self.failed_starts.append(str(error))
                self._note(self._clock.now_ms, f"the bot could not start: {error}")
                self._clock.advance(_PAUSE_BEFORE_START_MS)
            else:
                self._note(self._clock.now_ms, "the bot started")
                self._show(self._bot.freqtrade)
                return self._bot
        raise RuntimeError(f"{_MOST_STARTS} starts failed, the last with {self.failed_starts[-1]}")

    def _die(self, how: str) -> None:
        self._note(self._clock.now_ms, f"the bot {how}")
        if self._bot is not None:
            self._bot.die()
            self._bot = None
        self.restarts += 1
        # a process that died holds no locks: here they end with the objects
        gc.collect()
        self._clock.advance(self._downtime_ms())
        self._wire.revive()
