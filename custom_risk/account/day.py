"""The UTC day: the equity it began with and its highest since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from custom_risk.roi import HUNDRED


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the account."""

    date: date
    start: Decimal
    """Equity at its first moment that was seen."""
    peak: Decimal
    """Highest equity since."""

    def loss(self, equity: Decimal) -> Decimal:
        """What was lost since the day began, in stake currency; negative when it gained."""
        return self.start - equity

    def loss_pct(self, equity: Decimal) -> Decimal:
        """The loss in percent of the equity it began with; negative when it gained."""
        return self.loss(equity) / self.start * HUNDRED if self.start > 0 else Decimal(0)

    def drawdown_pct(self, equity: Decimal) -> Decimal:
        """The fall from the peak in percent of the peak, 0 or more."""
        return (self.peak - equity) / self.peak * HUNDRED if self.peak > 0 else Decimal(0)


class DayStore(Protocol):
    """Keeps a day beyond the process."""

    def load(self) -> Day | None:
        """The day that was kept, None when there is none."""

    def save(self, day: Day) -> None:
        """Keep a day in place of what was kept."""


class Days:
    """Follows the equity through UTC days.

    With a store, that of a running bot, the day outlives the process, and a clock that is set
    back, by up to a day, does not begin it again. Without one, time that runs backwards is another
    backtest on the same object and starts afresh.
    """

    def __init__(self, store: DayStore | None = None) -> None:
        self._store = store
        self._day: Day | None = None
        self._saved: Day | None = None
        self._latest: datetime | None = None

    def observe(self, now: datetime, equity: Decimal) -> Day:
        """The day at a moment (`now` must carry its time zone) with that equity counted in."""
        if self._latest is None and self._store is not None:
            self._day = self._saved = self._store.load()
        before, today = self._day, now.astimezone(UTC).date()
        if before is None or self._begins(now, today, before):
            self._day = Day(today, equity, equity)
        elif equity > before.peak:
            self._day = Day(before.date, before.start, equity)
        self._latest = now
        day = self._day or Day(today, equity, equity)
        if self._store is not None and day != self._saved:
            # where saving fails it is tried again at the next moment
            self._store.save(day)
            self._saved = day
        return day

    def _begins(self, now: datetime, today: date, before: Day) -> bool:
        """Whether a day begins at a moment, where `before` was the last one."""
        if self._store is not None:
            return today > before.date or today < before.date - timedelta(days=1)
        return today != before.date or (self._latest is not None and now < self._latest)
