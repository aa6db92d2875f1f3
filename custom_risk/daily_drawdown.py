"""How far the equity has fallen from the day's peak."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from custom_risk.day_peak import DayPeak
from custom_risk.roi import HUNDRED


class DailyDrawdown:
    """Follows the equity through UTC days.

    The state is the day, its highest equity and when it was last told. With `kept` the day and
    its peak outlive the process; without, the peak after a restart is the equity at the restart.
    Time that runs backwards is another backtest on the same object and starts afresh.
    """

    def __init__(self, kept: DayPeak | None = None) -> None:
        self._kept = kept
        self._day: date | None = None
        self._peak = Decimal(0)
        self._latest: datetime | None = None

    def observe(self, now: datetime, equity: Decimal) -> None:
        """Take note of the equity at a moment (`now` must carry its time zone)."""
        if self._latest is None:
            self._recall()
        day, before = now.astimezone(UTC).date(), (self._day, self._peak)
        began_again = self._latest is not None and now < self._latest
        if day != self._day or began_again:
            self._day, self._peak = day, equity
        self._peak = max(self._peak, equity)
        self._latest = now
        if self._kept is not None and (self._day, self._peak) != before:
            self._kept.save(day, self._peak)

    def _recall(self) -> None:
        recalled = self._kept.load() if self._kept is not None else None
        if recalled is not None:
            self._day, self._peak = recalled

    def percent(self, now: datetime, equity: Decimal) -> Decimal:
        """The fall from the day's peak in percent of the peak, 0 or more."""
        self.observe(now, equity)
        return (self._peak - equity) / self._peak * HUNDRED if self._peak > 0 else Decimal(0)
