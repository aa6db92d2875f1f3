"""Slices at price moves, one after the other."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.exits.policy import ExitPolicy
from custom_risk.exits.slice import Slice, size_up_to
from custom_risk.market import Market
from custom_risk.roi import PriceMove, Roi
from custom_risk.settings import RiskSettings
from custom_risk.trade_view import TradeView

NO_LOSS = Roi(Decimal(0))


class LadderExits(ExitPolicy):
    """A rung is sold only once the one below it is, however far the price has jumped.

    What was sold says which rung is next. A slice below one lot joins the next one. Nothing is
    sold at a loss, as a high fee or funding could make of a small move. The rest is the stop's.
    """

    def __init__(self, settings: RiskSettings) -> None:
        total = Decimal(0)
        self._rungs: list[tuple[PriceMove, Decimal]] = []
        for each in settings.exits.ladder.rungs:
            total += each.percent
            self._rungs.append((PriceMove(each.move_pct), total))

    @property
    def first_level(self) -> Roi:
        """No loss; the rungs themselves are moves of the price, whatever the leverage."""
        return NO_LOSS

    def slice_due(
        self, view: TradeView, original: Decimal, remaining: Decimal, market: Market
    ) -> Slice | None:
        """The lowest rung reached that is not sold yet."""
        if view.roi < NO_LOSS:
            return None
        for rung, percent in self._rungs:
            if view.move < rung:
                return None
            size = size_up_to(percent, original, remaining, view.price, market)
            if size:
                return Slice(size, f"ladder_move_{rung.percent.normalize():f}")
        return None
