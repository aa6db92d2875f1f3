"""Limits: rules that stop entries for a while, as locks of freqtrade's."""

from custom_risk.limits.limit import EVERY_PAIR, Limit, SizeLimit, Violation
from custom_risk.limits.locks import is_locked, lock, lock_end, lock_reason

__all__ = [
    "EVERY_PAIR",
    "Limit",
    "SizeLimit",
    "Violation",
    "is_locked",
    "lock",
    "lock_end",
    "lock_reason",
]
