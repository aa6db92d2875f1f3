"""How many trades may be entered within an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from custom_risk.account import Account
from custom_risk.events import Reason
from custom_risk.limits.limit import Violation
from custom_risk.limits.pause import PauseSettings

HOUR = timedelta(hours=1)


class TradesPerHour:
    """At most so many entries within any 60 minutes.

    The pause begins with the entry that filled the hour, and lasts at least until one of them is
    an hour old.
    """

    def __init__(self, most: int, pause: PauseSettings) -> None:
        self._most = most
        self._pause = pause

    def __str__(self) -> str:
        return f"at most {self._most} trades an hour"

    def violation(self, account: Account, now: datetime, pair: str) -> Violation | None:  # noqa: ARG002
        """Why nothing may be entered at `now`."""
        entries = account.entry_times(now - HOUR + timedelta.resolution, now)
        if len(entries) < self._most:
            return None
        room = entries[-self._most] + HOUR
        return Violation(
            Reason.MAX_TRADES_PER_HOUR_REACHED,
            max(self._pause.end(entries[-1]), room),
            f"{len(entries)} entered within an hour, {self._most} allowed",
            details={"entered": len(entries), "max": self._most},
        )
