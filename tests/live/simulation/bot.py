"""The bot as `freqtrade trade` runs it, turn by turn, and its sudden death."""

from __future__ import annotations

from typing import Any

from freqtrade.enums import State
from freqtrade.persistence import Trade
from freqtrade.worker import Worker


class Bot:
    """freqtrade's own worker with its own loop; it waits on the simulated clock."""

    def __init__(self, arguments: dict[str, Any]) -> None:
        self._worker = Worker(arguments)
        self._state: State | None = None

    @property
    def freqtrade(self) -> Any:
        """The `FreqtradeBot` itself."""
        return self._worker.freqtrade

    @property
    def state(self) -> State | None:
        """The state of the worker's last turn."""
        return self._state

    def turn(self) -> None:
        """One turn of the worker: the loop's work, and the wait until the next."""
        self._state = self._worker._worker(old_state=self._state)

    def stop(self) -> None:
        """End as after Ctrl-C."""
        self._worker.exit()

    def die(self) -> None:
        """End as after `kill -9`: what was not committed is lost, nobody says goodbye."""
        session = getattr(Trade, "session", None)
        if session is not None:
            session.rollback()
            session.remove()
            session.get_bind().dispose()
        self.freqtrade.exchange.close()
