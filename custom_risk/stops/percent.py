"""A stop in percent of the entry."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.position import Position
from custom_risk.roi import HUNDRED
from custom_risk.settings import RiskSettings
from custom_risk.signal import Signal
from custom_risk.stops.entry_stop import EntryStop
from custom_risk.stops.signal_terms import is_volatile


class PercentStop(EntryStop):
    """In percent of the entry: `below_pct`, or `above_pct` in a volatile market."""

    def __init__(self, settings: RiskSettings) -> None:
        super().__init__(settings.stops, settings.stops.percent.cap_pct)
        self._percent = settings.stops.percent

    def distance(self, position: Position, signal: Signal) -> Decimal:
        """How far the stop is from the entry, in the price's unit, before any cap."""
        percent = self._percent
        volatile = is_volatile(position, signal, percent.threshold_pct)
        return position.entry * (percent.above_pct if volatile else percent.below_pct) / HUNDRED
