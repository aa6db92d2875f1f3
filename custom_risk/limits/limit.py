"""What every limit can be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from custom_risk.account import Account
from custom_risk.events import Reason

EVERY_PAIR = "*"
"""freqtrade's word for a lock on all pairs."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A limit that is reached: no entries until a moment."""

    reason: Reason
    until: datetime
    text: str
    """For the lock that freqtrade shows: what was reached, with its numbers."""
    pair: str = EVERY_PAIR
    side: str = "*"
    """`long`, `short` or both (`*`)."""
    details: dict[str, object] = field(default_factory=dict)


class Limit(Protocol):
    """A rule over what the account did and is worth."""

    def violation(self, account: Account, now: datetime, pair: str) -> Violation | None:
        """Why `pair` may not be entered at `now`, None when it may."""
