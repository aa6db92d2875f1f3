"""A fast loss stops entries, also where nobody feeds a breaker: in backtests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from pydantic import Field

from custom_risk.account import Account
from custom_risk.events import Reason
from custom_risk.limits import Limit, Violation
from custom_risk.limits.degradation import Degradation
from custom_risk.limits.degradation_settings import DegradationSettings
from custom_risk.limits.limit import closed_by
from custom_risk.roi import HUNDRED
from custom_risk.settings.section import Number, Section, Whole


class CircuitBreakerSettings(Section):
    """How `CircuitBreaker` is configured."""

    loss_pct: Number = Field(Decimal(5), gt=0, le=100)
    """What trades that close within `loss_minutes` may lose, in percent of the equity before."""
    loss_minutes: Whole = Field(5, ge=1, le=1440)
    pause_minutes: Whole = Field(15, ge=1, le=43_200)
    """How long no entry is made after the last of them closed."""
    degradation: DegradationSettings | None = DegradationSettings()
    """How the latest trades are judged; null leaves that out."""


class FastLoss:
    """At most so much lost by trades that close shortly after one another.

    In a backtest trades close at the time of their candle, so those of one candle count together.
    """

    def __init__(self, settings: CircuitBreakerSettings) -> None:
        self._settings = settings
        self._window = timedelta(minutes=settings.loss_minutes)

    def __str__(self) -> str:
        return f"at most {self._settings.loss_pct} % lost in {self._settings.loss_minutes} minutes"

    def violation(self, account: Account, now: datetime, pair: str) -> Violation | None:  # noqa: ARG002
        """Why nothing may be entered at `now`."""
        closed = closed_by(account, now)
        if not closed or now - closed[-1].closed >= self._window:
            return None
        until = closed[-1].closed + timedelta(minutes=self._settings.pause_minutes)
        recent = [each for each in reversed(closed) if now - each.closed < self._window]
        lost = -sum((each.profit for each in recent), Decimal(0))
        if now >= until or lost <= 0:
            return None
        before = account.equity() + lost
        percent = lost / before * HUNDRED
        if percent <= self._settings.loss_pct:
            return None
        text = f"{percent:.2f} % lost in {self._settings.loss_minutes} minutes"
        return Violation(
            Reason.CIRCUIT_BREAKER,
            until,
            f"{text}, {self._settings.loss_pct} % allowed",
            details={"loss_pct": percent, "max_pct": self._settings.loss_pct},
        )


def breaker_limits(settings: CircuitBreakerSettings) -> Sequence[Limit]:
    """The triggers of the breaker that closed trades can show."""
    limits: list[Limit] = [FastLoss(settings)]
    if settings.degradation is not None:
        limits.append(Degradation(settings.degradation))
    return limits
