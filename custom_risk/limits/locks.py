"""Violations as locks of freqtrade's: one for each, until its end."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from freqtrade.persistence import PairLocks, Trade
from sqlalchemy.exc import SQLAlchemyError

from custom_risk.events import Reason
from custom_risk.limits.limit import EVERY_PAIR, Violation

logger = logging.getLogger(__name__)

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


def standing_lock(pair: str, side: str, now: datetime) -> Any | None:
    """The lock of a limit that still keeps a pair from being entered; the longest one.

    freqtrade asks for locks before an entry of its own, not before one that a command forces.
    """
    found = [
        each
        for name in (pair, EVERY_PAIR)
        for each in PairLocks.get_pair_locks(name, now, side=side)
        if limit_of(each) is not None
    ]
    return max(found, key=lambda each: each.lock_end_time_utc, default=None)


def limit_of(standing: Any) -> Reason | None:
    """The limit that made a lock of freqtrade's, None for a lock of somebody else."""
    code = (standing.reason or "").partition(":")[0]
    return Reason(code) if code in Reason.__members__ else None


def lock(violation: Violation, now: datetime) -> Any | None:
    """Lock what a violation says, and return freqtrade's lock; None where it is locked already.

    Also None where the database cannot be written to; whoever asks refuses by the violation then.
    """
    if is_locked(violation, now):
        return None
    end, reason = lock_end(violation), lock_reason(violation)
    try:
        return PairLocks.lock_pair(violation.pair, end, reason, now=now, side=violation.side)
    except SQLAlchemyError:
        # without this nothing else of freqtrade's loop could use its session: no exit, no stop
        Trade.rollback()
        logger.exception("The lock %s could not be stored.", reason)
        return None
