"""The day's highest equity in freqtrade's database, so that a restart does not forget it."""

from __future__ import annotations

import logging
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol

from freqtrade.persistence import KeyValueStore, Trade

logger = logging.getLogger(__name__)

KEY = "custom_risk_day_peak"
"""Under which freqtrade's table of keys and values holds it: `2026-01-05 10250.5`."""


class DayPeak(Protocol):
    """Keeps a day's peak beyond the process."""

    def load(self) -> tuple[date, Decimal] | None:
        """The day that was kept and its peak, None when there is none."""

    def save(self, day: date, peak: Decimal) -> None:
        """Keep a day's peak in place of what was kept."""


class StoredDayPeak:
    """Keeps it in the database of the bot that trades."""

    def load(self) -> tuple[date, Decimal] | None:
        """What is stored; nothing, and a warning, when it cannot be read as a day's peak."""
        if not hasattr(Trade, "session"):
            return None
        stored = KeyValueStore.get_string_value(KEY)
        if stored is None:
            return None
        try:
            day, peak = stored.split()
            return date.fromisoformat(day), Decimal(peak)
        except (ValueError, InvalidOperation):
            logger.warning("The day's peak %r in the database is none: begun afresh.", stored)
            return None

    def save(self, day: date, peak: Decimal) -> None:
        """Store it at once."""
        if hasattr(Trade, "session"):
            KeyValueStore.store_value(KEY, f"{day.isoformat()} {peak}")
