"""The stop of what the ladder has not sold."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.settings import RiskSettings
from custom_risk.stops.move_trail import MoveTrail
from custom_risk.trade_view import TradeView


class LadderStop(MoveTrail):
    """A trail with one distance for every market."""

    def __init__(self, settings: RiskSettings) -> None:
        ladder = settings.stops.ladder
        super().__init__(settings.stops, ladder.activation_pct)
        self._distance_pct = ladder.distance_pct

    def behind_pct(self, view: TradeView) -> Decimal:  # noqa: ARG002
        """The configured distance."""
        return self._distance_pct
