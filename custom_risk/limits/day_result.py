"""What a UTC day may lose, and what it may gain before it is called a day."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from custom_risk.account import Account
from custom_risk.events import Reason
from custom_risk.limits.limit import Violation
from custom_risk.limits.pause import PauseSettings


class DailyLoss:
    """At most so much loss since the day began, open positions included.

    The loss is the fall of the equity from the one with which the UTC day began, in stake
    currency and in percent of it; whichever is reached first counts, None is not looked at. With
    a cooldown, a loss that still stands when the pause is over begins another.
    """

    def __init__(
        self, most: Decimal | None, most_pct: Decimal | None, pause: PauseSettings
    ) -> None:
        self._most = most
        self._most_pct = most_pct
        self._pause = pause

    def __str__(self) -> str:
        return f"at most {_amounts(self._most, self._most_pct)} lost a day"

    def violation(self, account: Account, now: datetime, pair: str) -> Violation | None:  # noqa: ARG002
        """Why nothing may be entered at `now`."""
        day, equity = account.observe(now), account.equity()
        lost, lost_pct = day.loss(equity), day.loss_pct(equity)
        if not _reached(lost, self._most) and not _reached(lost_pct, self._most_pct):
            return None
        return Violation(
            Reason.MAX_DAILY_LOSS_REACHED,
            self._pause.end(now),
            f"{lost:.2f} ({lost_pct:.2f} %) lost of the {day.start:.2f} the day began with, "
            f"{_amounts(self._most, self._most_pct)} allowed",
            details={"lost": lost, "lost_pct": lost_pct, "day_start": day.start},
        )


class DailyProfitLock:
    """No more entries once the day has gained so much, open positions included.

    As `DailyLoss`, for the rise of the equity.
    """

    def __init__(
        self, enough: Decimal | None, enough_pct: Decimal | None, pause: PauseSettings
    ) -> None:
        self._enough = enough
        self._enough_pct = enough_pct
        self._pause = pause

    def __str__(self) -> str:
        return f"no entries after {_amounts(self._enough, self._enough_pct)} gained a day"

    def violation(self, account: Account, now: datetime, pair: str) -> Violation | None:  # noqa: ARG002
        """Why nothing may be entered at `now`."""
        day, equity = account.observe(now), account.equity()
        gained, gained_pct = -day.loss(equity), -day.loss_pct(equity)
        if not _reached(gained, self._enough) and not _reached(gained_pct, self._enough_pct):
            return None
        return Violation(
            Reason.DAILY_PROFIT_LOCKED,
            self._pause.end(now),
            f"{gained:.2f} ({gained_pct:.2f} %) gained on the {day.start:.2f} the day began with, "
            f"{_amounts(self._enough, self._enough_pct)} are enough",
            details={"gained": gained, "gained_pct": gained_pct, "day_start": day.start},
        )


def _reached(value: Decimal, limit: Decimal | None) -> bool:
    return limit is not None and value >= limit


def _amounts(absolute: Decimal | None, percent: Decimal | None) -> str:
    parts = [f"{absolute}"] if absolute is not None else []
    parts += [f"{percent} %"] if percent is not None else []
    return " or ".join(parts)
