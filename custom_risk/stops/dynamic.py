"""A stop whose trail suits the climate."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.settings import RiskSettings
from custom_risk.stops.move_trail import MoveTrail
from custom_risk.stops.signal_terms import climate_of
from custom_risk.trade_view import TradeView


class DynamicStop(MoveTrail):
    """A distance for each climate. One that becomes wider does not move the stop back."""

    def __init__(self, settings: RiskSettings) -> None:
        dynamic = settings.stops.dynamic
        super().__init__(settings.stops, dynamic.activation_pct)
        self._distances = dynamic.distance_pct

    def behind_pct(self, view: TradeView) -> Decimal:
        """The distance of the newest climate; of the entry's while the newest is not known."""
        return self._distances.of(climate_of(view.newest(), view.entry))
