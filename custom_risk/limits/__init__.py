"""Limits: rules that stop entries for a while, as locks of freqtrade's."""

from custom_risk.limits.limit import Limit, Violation

__all__ = ["Limit", "Violation"]
