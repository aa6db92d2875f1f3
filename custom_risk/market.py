"""What a market can express: ticks, lots and the smallest order it takes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from custom_risk.side import Side

DECIMAL_PLACES = 2
SIGNIFICANT_DIGITS = 3
TICK_SIZE = 4
"""ccxt's ways to state a precision; the numbers are its public constants."""


def step_of(precision: Decimal, mode: int, value: Decimal) -> Decimal:
    """The smallest step at `value` for a precision in one of ccxt's three modes.

    Raises
    ------
    ValueError
        If the mode is none of ccxt's.
    """
    if mode == TICK_SIZE:
        return precision
    if mode == DECIMAL_PLACES:
        return Decimal(1).scaleb(-int(precision))
    if mode == SIGNIFICANT_DIGITS:
        return Decimal(1).scaleb(value.adjusted() + 1 - int(precision))
    raise ValueError(f"precision mode {mode} is none of {DECIMAL_PLACES}, 3, {TICK_SIZE}")


@dataclass(frozen=True, slots=True)
class Market:
    """A market's grid. Sizes are in base currency, contract multiplier already applied."""

    tick: Decimal
    """Smallest step of a price."""
    lot: Decimal
    """Smallest step of a size."""
    min_cost: Decimal = Decimal(0)
    """Smallest notional of an order, in stake currency."""

    def whole_lots(self, size: Decimal) -> Decimal:
        """The largest size of whole lots within `size`."""
        return size // self.lot * self.lot


def stop_on_tick(price: Decimal, side: Side, tick: Decimal) -> Decimal:
    """A stop on the grid: towards the market, so that it locks what was asked or more."""
    rounding = ROUND_CEILING if side is Side.LONG else ROUND_FLOOR
    return (price / tick).to_integral_value(rounding) * tick


def stop_clear_of(price: Decimal, side: Side, tick: Decimal) -> Decimal:
    """The nearest stop on the grid that is a full tick or more on its side of `price`."""
    rounding = ROUND_FLOOR if side is Side.LONG else ROUND_CEILING
    return ((price / tick).to_integral_value(rounding) - side.sign) * tick


def stop_behind(price: Decimal, side: Side, tick: Decimal) -> Decimal:
    """The nearest stop on the grid that protects no more than one at `price`."""
    rounding = ROUND_FLOOR if side is Side.LONG else ROUND_CEILING
    return (price / tick).to_integral_value(rounding) * tick
