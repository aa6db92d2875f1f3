"""A stop never moves back."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.market import stop_clear_of, stop_on_tick
from custom_risk.side import Side


def advanced_stop(
    wanted: Decimal, current: Decimal | None, price: Decimal, side: Side, tick: Decimal
) -> Decimal | None:
    """The stop on the market's grid if it is an advance over the current one, else None.

    At least one tick on its side of the price, so that it can be placed; never behind the
    current stop, so that it never moves back, whatever was forgotten in between.
    """
    nearest = stop_clear_of(price, side, tick)
    stop = stop_on_tick(wanted, side, tick)
    if side.is_better_stop(stop, nearest):
        stop = nearest
    if stop <= 0 or (current is not None and not side.is_better_stop(stop, current)):
        return None
    return stop
