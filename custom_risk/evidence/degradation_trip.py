"""The last time that the latest closed trades were so bad that entries paused."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from custom_risk.account import Account
from custom_risk.evidence.objections import Trip
from custom_risk.limits.degradation import Degradation
from custom_risk.limits.health import Grade
from custom_risk.state import RiskState, StateError

logger = logging.getLogger(__name__)

KEY = "degraded"


class DegradationTrip:
    """Judges each trade that closes, and keeps the newest trip on the risk state."""

    def __init__(self, degradation: Degradation, account: Account, state: RiskState) -> None:
        self._degradation = degradation
        self._account = account
        self._state = state
        self._judged: int | None = None
        self._is_owed = False
        self.latest: Trip | None = None

    def load(self) -> None:
        """Know what earlier runs saw.

        Raises
        ------
        StateError
            If what is stored cannot be read.
        """
        value = self._state.load(KEY)
        if value is None:
            return
        try:
            at = datetime.fromisoformat(value["at"])
            if at.tzinfo is None:
                raise ValueError("a time without a zone")  # noqa: TRY301 - one message for all
            self.latest = Trip(at, str(value["text"]))
        except (LookupError, TypeError, ValueError) as error:
            raise self._state.error(KEY, f"is no trip ({dict(value)}: {error!r})") from error

    def look(self, now: datetime) -> None:
        """Judge what closed since the last look.

        Raises
        ------
        RiskInputError
            If there is no usable equity.
        """
        closed = self._account.closed(now)
        if closed and closed[-1].trade_id != self._judged:
            health = self._degradation.health(self._account, now)
            if health.grade >= Grade.SEVERE:
                self.latest = Trip(closed[-1].closed, str(health))
                self._is_owed = True
            self._judged = closed[-1].trade_id
        if self._is_owed:
            self._keep()

    def _keep(self) -> None:
        if self.latest is None:
            return
        at = self.latest.at.astimezone(UTC).isoformat()
        try:
            self._state.save(KEY, {"at": at, "text": self.latest.text})
            self._is_owed = False
        except StateError:
            # it counts all the same; the next look tries again
            logger.exception("That the strategy degraded could not be stored.")
