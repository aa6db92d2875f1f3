"""The protection `DailyDrawdown`."""

from __future__ import annotations

from custom_risk.limits.daily_drawdown import DayDrawdown, DrawdownSettings
from custom_risk.protections.limit_protection import LimitProtection

__all__ = ["DailyDrawdown", "DayDrawdown", "DrawdownSettings"]


class DailyDrawdown(LimitProtection):
    """Fall of the equity from the highest of the UTC day."""
