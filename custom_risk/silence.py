"""Between which prices the rules of an open trade answer nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from custom_risk.exits import PartialExits
from custom_risk.market import TICK_SIZE
from custom_risk.position import Position
from custom_risk.roi import Roi
from custom_risk.rules import RiskRules
from custom_risk.side import Side
from custom_risk.stops import RoiStaircase

MARGIN = Decimal("1e-7")
"""How much nearer than reckoned, as a share of the price: freqtrade rounds profits to 1e-8."""


@dataclass(frozen=True, slots=True)
class Silence:
    """While a candle stays between the prices, and its time before `until`, nothing happens."""

    above: float
    below: float
    until: datetime | None = None

    def ending(self, moment: datetime) -> Silence:
        """The same, but only before a moment."""
        return replace(self, until=moment if self.until is None else min(self.until, moment))


def silence_of(
    position: Position, stop: Decimal, rules: RiskRules, tick: Decimal, mode: int
) -> Silence | None:
    """Between which prices stop, slices, hard limit and a position's own emergency stay silent.

    None for policies that look at more than the price, and where the stop is to move anyway. The
    account's emergency is not in it: that one hangs on the other positions.
    """
    stops, exits = rules.stops, rules.exits
    if mode != TICK_SIZE or type(stops) is not RoiStaircase or type(exits) is not PartialExits:
        return None
    best = stops.advances_from(position, stop, tick)
    if best is None:
        return None
    nearer, further = (min, max) if position.side is Side.LONG else (max, min)
    if exits.first_level is not None:
        best = nearer(best, position.price_at(exits.first_level))
    worst = position.price_at(Roi(-rules.settings.stops.hard_limit_roi))
    if rules.emergency is not None:
        worst = further(worst, rules.emergency.leaves_from(position))
    above, below = sorted((worst, best))
    return Silence(float(above * (1 + MARGIN)), float(below * (1 - MARGIN)))
