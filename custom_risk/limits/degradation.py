"""Smaller sizes, then no entries, while the latest closed trades are bad."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from custom_risk.account import Account, ClosedTrade
from custom_risk.events import Reason
from custom_risk.limits.degradation_settings import DegradationSettings
from custom_risk.limits.health import Grade, Health, signs
from custom_risk.limits.limit import Violation, closed_by
from custom_risk.record import Window

ONE = Decimal(1)


class Degradation:
    """Judges the latest closed trades.

    A pause begins when the last trade closes. After it entries are made again with cut sizes,
    and each further trade is judged: where the figures are as bad as before it pauses again.
    """

    def __init__(self, settings: DegradationSettings) -> None:
        self._settings = settings

    def __str__(self) -> str:
        return f"cuts sizes, then pauses, as the last {self._settings.window_trades} trades go bad"

    def health(self, account: Account, now: datetime) -> Health:
        """How the latest trades that closed before `now` went."""
        return self._health(account.closed(now), account)

    def size_multiplier(self, account: Account, now: datetime) -> Decimal:
        """What the margin of an entry at `now` is multiplied with: less than 1 from moderate on."""
        degraded = self.health(account, now).grade >= Grade.MODERATE
        return self._settings.size_multiplier if degraded else ONE

    def violation(self, account: Account, now: datetime, pair: str) -> Violation | None:  # noqa: ARG002
        """Why nothing may be entered at `now`."""
        closed = closed_by(account, now)
        if not closed or now >= closed[-1].closed + self._pause(Grade.CRITICAL):
            return None
        health = self._health(closed, account)
        until = closed[-1].closed + self._pause(health.grade)
        if health.grade < Grade.SEVERE or now >= until:
            return None
        details: dict[str, object] = {"grade": health.grade.name, "trades": health.trades}
        return Violation(Reason.STRATEGY_DEGRADED, until, str(health), details=details)

    def _health(self, closed: Sequence[ClosedTrade], account: Account) -> Health:
        latest = closed[-self._settings.window_trades :]
        if len(latest) < self._settings.min_trades:
            return Health(len(latest))
        return Health(len(latest), tuple(signs(Window(latest), account.equity(), self._settings)))

    def _pause(self, grade: Grade) -> timedelta:
        critical, settings = grade is Grade.CRITICAL, self._settings
        minutes = settings.critical_pause_minutes if critical else settings.severe_pause_minutes
        return timedelta(minutes=minutes)
