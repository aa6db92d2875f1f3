"""Partial exits: slices of a position that are sold on the way to its take profit."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.exits.policy import ExitPolicy
from custom_risk.exits.slice import Slice, size_up_to
from custom_risk.market import Market
from custom_risk.roi import Roi
from custom_risk.settings import ExitSettings
from custom_risk.trade_view import TradeView


class PartialExits(ExitPolicy):
    """ENYGMA's exits: slices at levels of ROI, and a take profit for the rest.

    The levels reached say how much of the original size should be gone by now; what is still
    there beyond that is the slice. One that is no whole lot waits and joins the next.
    """

    def __init__(self, settings: ExitSettings) -> None:
        total = Decimal(0)
        self._take_profit = Roi(settings.take_profit_roi)
        self._levels: list[tuple[Roi, Decimal]] = []
        for each in settings.partial_exits:
            total += each.percent
            self._levels.append((Roi(each.roi), total))
        self._levels.reverse()

    @property
    def take_profit(self) -> Roi:
        """The configured take profit."""
        return self._take_profit

    @property
    def first_level(self) -> Roi | None:
        """The lowest ROI at which something is sold, None without partial exits."""
        return self._levels[-1][0] if self._levels else None

    def slice_due(
        self, view: TradeView, original: Decimal, remaining: Decimal, market: Market
    ) -> Slice | None:
        """What the levels reached at the view's ROI say."""
        return self.due(original, remaining, view.roi, view.price, market)

    def due(
        self, original: Decimal, remaining: Decimal, roi: Roi, price: Decimal, market: Market
    ) -> Slice | None:
        """The slice to sell now, None if there is none. Its tag names the highest level reached."""
        level, percent = next(
            ((level, percent) for level, percent in self._levels if roi >= level),
            (None, Decimal(0)),
        )
        if level is None:
            return None
        size = size_up_to(percent, original, remaining, price, market)
        return Slice(size, f"partial_exit_roi_{level.percent.normalize():f}") if size else None
