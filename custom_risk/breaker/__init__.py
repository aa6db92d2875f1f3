"""The circuit breaker: what is wrong with exchange, fills or account stops entries by degrees."""

from custom_risk.breaker.breaker import Breaker, Change
from custom_risk.breaker.level import Level
from custom_risk.breaker.standing import Standing
from custom_risk.breaker.stored import StoredBreaker

__all__ = ["Breaker", "Change", "Level", "Standing", "StoredBreaker"]
