"""How long a pair rests after a trade."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile

from custom_risk.account import Account
from custom_risk.events import Reason
from custom_risk.limits.limit import Violation, closed_by


class SymbolCooldown:
    """No entry into a pair for so many minutes after its last trade closed."""

    def __init__(self, minutes: int) -> None:
        self._minutes = minutes

    def __str__(self) -> str:
        return f"{self._minutes} minutes between two trades of a pair"

    def violation(self, account: Account, now: datetime, pair: str) -> Violation | None:
        """Why the pair may not be entered at `now`."""
        rest = timedelta(minutes=self._minutes)
        recent = takewhile(lambda each: each.closed + rest > now, reversed(closed_by(account, now)))
        last = next((each for each in recent if each.pair == pair), None)
        if last is None:
            return None
        return Violation(
            Reason.SYMBOL_COOLDOWN,
            last.closed + rest,
            f"the pair rests {self._minutes} minutes after its trade {last.trade_id}",
            pair=pair,
            details={"minutes": self._minutes, "closed": last.closed},
        )
