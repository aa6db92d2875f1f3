"""How far the equity may fall from the day's peak (I-006)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from pydantic import Field

from custom_risk.account import Account
from custom_risk.events import Reason
from custom_risk.limits.limit import Violation
from custom_risk.limits.pause import PauseSettings
from custom_risk.settings.section import Number


class DrawdownSettings(PauseSettings):
    """How `DailyDrawdown` is configured."""

    max_drawdown_pct: Number = Field(Decimal("3.0"), gt=0, le=100)
    """Fall of the equity in percent of its peak of the UTC day."""


class DayDrawdown:
    """At most so much fall of the equity from its highest of the UTC day, open profit included.

    With a cooldown, a fall that still stands when the pause is over begins another.
    """

    def __init__(self, settings: DrawdownSettings) -> None:
        self._most_pct = settings.max_drawdown_pct
        self._pause = settings

    def __str__(self) -> str:
        return f"at most {self._most_pct} % below the day's peak"

    def violation(self, account: Account, now: datetime, pair: str) -> Violation | None:  # noqa: ARG002
        """Why nothing may be entered at `now`."""
        day, equity = account.observe(now), account.equity()
        fallen_pct = day.drawdown_pct(equity)
        if fallen_pct < self._most_pct:
            return None
        return Violation(
            Reason.MAX_DAILY_DRAWDOWN_REACHED,
            self._pause.end(now),
            f"{equity:.2f} is {fallen_pct:.2f} % below the day's peak {day.peak:.2f}, "
            f"{self._most_pct} % allowed",
            details={"drawdown_pct": fallen_pct, "max_pct": self._most_pct, "peak": day.peak},
        )
