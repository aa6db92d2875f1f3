"""Stops that are decided once, by what was known at the entry."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal

from custom_risk.position import Position
from custom_risk.roi import HUNDRED
from custom_risk.settings import StopSettings
from custom_risk.signal import Signal
from custom_risk.stops.hard_limit import within_hard_limit
from custom_risk.trade_view import TradeView


class EntryStop(ABC):
    """A distance from the entry, under an optional cap and never beyond the hard limit.

    It depends on the trade alone (its entry and the signal that is kept with it), so that a
    restart finds the same stop again.
    """

    def __init__(self, stops: StopSettings, cap_pct: Decimal | None) -> None:
        self._stops = stops
        self._cap_pct = cap_pct

    @abstractmethod
    def distance(self, position: Position, signal: Signal) -> Decimal:
        """How far the stop is from the entry, in the price's unit, before any cap.

        Raises
        ------
        RiskInputError
            If the signal lacks what it needs.
        """

    def first_stop(self, position: Position, signal: Signal) -> Decimal:
        """The entry less (short: plus) the distance, not rounded."""
        distance = self.distance(position, signal)
        if self._cap_pct is not None:
            distance = min(distance, position.entry * self._cap_pct / HUNDRED)
        stop = position.entry - position.side.sign * distance
        return within_hard_limit(self._stops, position, stop)

    def stop_price(self, view: TradeView) -> Decimal:
        """The same all through the position's life."""
        return self.first_stop(view.position, view.entry)
