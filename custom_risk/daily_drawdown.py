"""How far the equity has fallen from the day's peak."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from custom_risk.roi import HUNDRED


class DailyDrawdown:
    """Follows the equity through UTC days.

    The state is the day, its highest equity and when it was last told. It lives in memory: after
    a restart the day's peak is the equity at the restart. Time that runs backwards is another
    backtest on the same object and starts afresh.
    """

    def __init__(self) -> None:
        self._day: date | None = None
        self._peak = Decimal(0)
        self._latest: datetime | None = None

    def observe(self, now: datetime, equity: Decimal) -> None:
        """Take note of the equity at a moment (`now` must carry its time zone)."""
        day = now.astimezone(UTC).date()
        began_again = self._latest is not None and now < self._latest
        if day != self._day or began_again:
            self._day, self._peak = day, equity
        self._peak = max(self._peak, equity)
        self._latest = now

    def percent(self, now: datetime, equity: Decimal) -> Decimal:
        """The fall from the day's peak in percent of the peak, 0 or more."""
        self.observe(now, equity)
        return (self._peak - equity) / self._peak * HUNDRED if self._peak > 0 else Decimal(0)
