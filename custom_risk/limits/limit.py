"""What every limit can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol, runtime_checkable

from custom_risk.account import Account, ClosedTrade
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


@runtime_checkable
class SizeLimit(Protocol):
    """A rule that makes new positions smaller before it forbids them."""

    def size_multiplier(self, account: Account, now: datetime) -> Decimal:
        """What the margin of an entry at `now` is multiplied with, 0 ... 1."""


def closed_by(account: Account, now: datetime) -> Sequence[ClosedTrade]:
    """The trades that closed until a moment, that moment included, oldest first.

    freqtrade asks its protections in the very candle of an exit, and they look at that exit.
    """
    return account.closed(now + timedelta.resolution)
