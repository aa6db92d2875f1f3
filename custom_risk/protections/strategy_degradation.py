"""The protection `StrategyDegradation`."""

from __future__ import annotations

from custom_risk.limits.degradation import Degradation
from custom_risk.limits.degradation_settings import DegradationSettings
from custom_risk.protections.limit_protection import LimitProtection

__all__ = ["Degradation", "DegradationSettings", "StrategyDegradation"]


class StrategyDegradation(LimitProtection):
    """Win rate, Sharpe ratio, losses in a row, expectancy and drawdown of the latest trades."""
