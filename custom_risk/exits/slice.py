"""A part of a position that is sold before the rest."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from custom_risk.market import Market
from custom_risk.roi import HUNDRED


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a position to sell."""

    size: Decimal
    """In base currency, whole lots."""
    tag: str
    """What the order is called in reports."""


def size_up_to(
    percent: Decimal, original: Decimal, remaining: Decimal, price: Decimal, market: Market
) -> Decimal:
    """What is left to sell until that many percent of the original size are gone, in whole lots.

    Decided from the position alone, so that a restart or a lost order changes nothing. 0 where
    it is no whole lot. Never leaves a rest that the market would not take: that rest stays with
    the slice and both wait for the exit of the whole position. Sizes are in base currency.
    """
    size = market.whole_lots(original * percent / HUNDRED) - (original - remaining)
    size = market.whole_lots(size) if size > 0 else Decimal(0)
    rest = remaining - size
    unsellable = rest < market.lot or rest * price < market.min_cost
    return Decimal(0) if size < market.lot or (rest > 0 and unsellable) else size
