"""The newest equity, for whoever looks at the state without a running bot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from custom_risk.state.numbers import number
from custom_risk.state.risk_state import RiskState

KEY = "equity"
EVERY = timedelta(minutes=1)
"""Between two writes: it is for reading, nothing is decided on it."""


@dataclass(frozen=True, slots=True)
class SeenEquity:
    """An equity with the moment it was seen at."""

    equity: Decimal
    at: datetime


class StoredEquity:
    """Keeps the newest equity on the risk state."""

    def __init__(self, state: RiskState) -> None:
        self._state = state
        self._written: datetime | None = None

    def note(self, now: datetime, equity: Decimal) -> None:
        """Keep it, at most once a minute.

        Raises
        ------
        StateError
            If it cannot be written.
        """
        if self._written is not None and timedelta(0) <= now - self._written < EVERY:
            return
        self._state.save(KEY, {"equity": str(equity), "at": now.astimezone(UTC).isoformat()})
        self._written = now

    def load(self) -> SeenEquity | None:
        """The newest that was kept, None when there is none.

        Raises
        ------
        StateError
            If what is stored is no equity.
        """
        value = self._state.load(KEY)
        if value is None:
            return None
        try:
            return SeenEquity(number(value["equity"]), datetime.fromisoformat(value["at"]))
        except (LookupError, TypeError, ValueError) as error:
            raise self._state.error(KEY, f"is no equity ({dict(value)}: {error!r})") from error
