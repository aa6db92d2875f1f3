"""The protection `CircuitBreaker`."""

from __future__ import annotations

from custom_risk.breaker.loss_limit import CircuitBreakerSettings, FastLoss
from custom_risk.protections.limit_protection import LimitProtection

__all__ = ["CircuitBreaker", "CircuitBreakerSettings", "FastLoss"]


class CircuitBreaker(LimitProtection):
    """The breaker's triggers that a backtest knows: a fast loss, and how the latest trades went."""
