"""How many trades in a row may lose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from custom_risk.account import Account, ClosedTrade
from custom_risk.events import Reason
from custom_risk.limits.limit import Violation, closed_by
from custom_risk.limits.pause import PauseSettings


class LossStreak:
    """A pause after so many losing trades in a row, whatever their pairs.

    It begins when the last of them closes; the count then begins again, so that entries go on
    after the pause. A trade that did not lose breaks the row, a new day does not.
    """

    def __init__(self, most: int, pause: PauseSettings) -> None:
        self._most = most
        self._pause = pause

    def __str__(self) -> str:
        return f"a pause after {self._most} losses in a row"

    def violation(self, account: Account, now: datetime, pair: str) -> Violation | None:  # noqa: ARG002
        """Why nothing may be entered at `now`."""
        reached = self._last_reached(closed_by(account, now), now)
        if reached is None or now >= self._pause.end(reached):
            return None
        return Violation(
            Reason.MAX_CONSECUTIVE_LOSSES_REACHED,
            self._pause.end(reached),
            f"{self._most} lost in a row, the last at {reached:%Y-%m-%d %H:%M} UTC",
            details={"max": self._most, "reached": reached},
        )

    def _last_reached(self, trades: Sequence[ClosedTrade], now: datetime) -> datetime | None:
        """When the last row was full, as far back as a pause may still last."""
        reached, row = None, 0
        for each in trades[self._begin(trades, now) :]:
            row = row + 1 if each.profit < 0 else 0
            if row == self._most:
                reached, row = each.closed, 0
        return reached

    def _begin(self, trades: Sequence[ClosedTrade], now: datetime) -> int:
        """Behind the newest trade that broke a row before any pause that may still last."""
        oldest = now - self._pause.longest
        for index in range(len(trades) - 1, -1, -1):
            if trades[index].closed <= oldest and trades[index].profit >= 0:
                return index + 1
        return 0
