"""Violations as locks of freqtrade's: one for each, until its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from freqtrade.persistence import PairLocks

from custom_risk.limits.limit import Violation

LONGEST_REASON = 255
"""Characters that freqtrade's table of locks takes as a reason."""
JUST_BEFORE = timedelta(milliseconds=1)


def lock_reason(violation: Violation) -> str:
    """What freqtrade shows with a lock: the reason's code, then what was reached."""
    return f"{violation.reason}: {violation.text}"[:LONGEST_REASON]


def lock_end(violation: Violation) -> datetime:
    """The end to lock with so that entries are made again in the candle that begins at `until`.

    freqtrade moves the end of a lock to the beginning of the next candle, also where a candle
    begins at that very moment.
    """
    return violation.until - JUST_BEFORE


def is_locked(violation: Violation, now: datetime) -> bool:
    """Whether the lock of an earlier violation of the same limit still stands."""
    standing = PairLocks.get_pair_locks(violation.pair, now, side=violation.side)
    return any((each.reason or "").startswith(f"{violation.reason}:") for each in standing)


def lock(violation: Violation, now: datetime) -> Any | None:
    """Lock what a violation says, and return freqtrade's lock; None where it is locked already."""
    if is_locked(violation, now):
        return None
    return PairLocks.lock_pair(
        violation.pair,
        lock_end(violation),
        lock_reason(violation),
        now=now,
        side=violation.side,
    )
