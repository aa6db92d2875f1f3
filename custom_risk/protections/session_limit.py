"""The protection `SessionLimit`."""

from __future__ import annotations

from custom_risk.limits.session import SessionSettings, session_limits
from custom_risk.protections.limit_protection import LimitProtection

__all__ = ["SessionLimit", "SessionSettings", "session_limits"]


class SessionLimit(LimitProtection):
    """Trades an hour, loss and gain of the UTC day, losses in a row, rest of a pair."""

    has_local_stop = True
