"""Where an isolated position is liquidated, and how far that is."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.roi import HUNDRED, PriceMove
from custom_risk.side import Side


def liquidation_price(
    entry: Decimal, leverage: Decimal, side: Side, maintenance_margin_rate: Decimal
) -> Decimal:
    """Liquidation price of an isolated position, fees and funding left out.

    `entry x (1 -/+ (1/leverage) x (1 - maintenance margin rate))` for long/short: the canon's
    formula. An exchange that states its own price is right about it, this one is for before.
    """
    distance = (1 - maintenance_margin_rate) / leverage
    return entry * (1 - side.sign * distance)


def liquidation_buffer(price: Decimal, liquidation: Decimal) -> PriceMove:
    """How far the price is from liquidation, in percent of the price, never negative."""
    return PriceMove(abs(price - liquidation) / price * HUNDRED)
