"""Partial exits: slices of a position that are sold on the way to its take profit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from custom_risk.market import Market
from custom_risk.roi import HUNDRED, Roi
from custom_risk.settings import ExitSettings


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a position to sell."""

    size: Decimal
    """In base currency, whole lots."""
    level: Roi
    """The highest level reached; a slice may make up for lower ones."""

    @property
    def tag(self) -> str:
        """What the order is called in reports."""
        return f"partial_exit_roi_{self.level.percent.normalize():f}"


class PartialExits:
    """Decides from the position alone, so that a restart or a lost order changes nothing.

    The levels reached say how much of the original size should be gone by now; what is still
    there beyond that is the slice. One that is no whole lot waits and joins the next.
    """

    def __init__(self, settings: ExitSettings) -> None:
        total = Decimal(0)
        self._levels: list[tuple[Roi, Decimal]] = []
        for each in settings.partial_exits:
            total += each.percent
            self._levels.append((Roi(each.roi), total))
        self._levels.reverse()

    @property
    def first_level(self) -> Roi | None:
        """The lowest ROI at which something is sold, None without partial exits."""
        return self._levels[-1][0] if self._levels else None

    def due(
        self, original: Decimal, remaining: Decimal, roi: Roi, price: Decimal, market: Market
    ) -> Slice | None:
        """The slice to sell now, None if there is none.

        Never leaves a rest that the market would not take: that rest stays with the slice and
        both wait for the exit of the whole position. Sizes are in base currency.
        """
        level, percent = next(
            ((level, percent) for level, percent in self._levels if roi >= level),
            (None, Decimal(0)),
        )
        if level is None:
            return None
        size = market.whole_lots(original * percent / HUNDRED) - (original - remaining)
        size = market.whole_lots(size) if size > 0 else Decimal(0)
        rest = remaining - size
        unsellable = rest < market.lot or rest * price < market.min_cost
        if size < market.lot or (rest > 0 and unsellable):
            return None
        return Slice(size, level)
