"""A stop is on the grid, clear of the price, and forward of the one before (I-008)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk.side import Side
from custom_risk.stops import advanced_stop

sides = st.sampled_from(Side)
prices = st.decimals("50", "200", places=6)
ticks = st.sampled_from([Decimal("0.1"), Decimal("0.01"), Decimal("0.0001")])


@examples(max_examples=300)
@given(prices, st.none() | prices, prices, sides, ticks)
def test_an_advance_is_on_the_grid_clear_of_the_price_and_forward(
    wanted: Decimal, current: Decimal | None, price: Decimal, side: Side, tick: Decimal
) -> None:
    stop = advanced_stop(wanted, current, price, side, tick)
    if stop is None:
        return
    assert stop % tick == 0
    assert side.sign * (price - stop) >= tick
    assert current is None or side.is_better_stop(stop, current)


@pytest.mark.parametrize("side", Side)
def test_a_stop_the_price_has_passed_is_put_one_tick_away(side: Side) -> None:
    behind = Decimal(100) + 2 * side.sign
    stop = advanced_stop(behind, None, Decimal(100), side, Decimal("0.1"))
    assert stop == Decimal(100) - side.sign * Decimal("0.1")


def test_a_stop_below_zero_is_none() -> None:
    assert advanced_stop(Decimal(-5), None, Decimal(100), Side.LONG, Decimal("0.1")) is None
