"""Stops that follow the price once it has moved far enough."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal

from custom_risk.position import Position
from custom_risk.roi import PriceMove
from custom_risk.settings import StopSettings
from custom_risk.signal import Signal
from custom_risk.stops.hard_limit import initial_stop
from custom_risk.trade_view import TradeView


class MoveTrail(ABC):
    """The initial stop by ROI, and from a price move on a trail behind the price."""

    def __init__(self, stops: StopSettings, activation_pct: Decimal) -> None:
        self._stops = stops
        self._activation = PriceMove(activation_pct)

    @abstractmethod
    def behind_pct(self, view: TradeView) -> Decimal:
        """How far the trail is behind the price, in percent of it.

        Raises
        ------
        RiskInputError
            If the view lacks what it needs.
        """

    def first_stop(self, position: Position, signal: Signal) -> Decimal:  # noqa: ARG002
        """The initial stop, whatever the signal was."""
        return initial_stop(self._stops, position)

    def stop_price(self, view: TradeView) -> Decimal:
        """The better of the initial stop and the trail, once that has begun."""
        first = initial_stop(self._stops, view.position)
        if view.move < self._activation:
            return first
        side = view.position.side
        trail = PriceMove(-self.behind_pct(view)).from_price(view.price, side)
        return trail if side.is_better_stop(trail, first) else first
