"""Ticks and lots."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.market import Market, step_of, stop_clear_of, stop_on_tick
from custom_risk.side import Side

prices = st.decimals("0.001", 100_000, places=7).filter(lambda price: price > 0)
ticks = st.sampled_from([Decimal("0.1"), Decimal("0.01"), Decimal("0.00001"), Decimal("0.5")])
sides = st.sampled_from(Side)


@pytest.mark.parametrize(
    ("precision", "mode", "value", "step"),
    [
        ("0.1", 4, "65000", "0.1"),
        ("2", 2, "65000", "0.01"),
        ("5", 3, "65000", "1"),
        ("5", 3, "0.12345", "0.00001"),
    ],
)
def test_every_precision_mode_of_ccxt_gives_a_step(
    precision: str, mode: int, value: str, step: str
) -> None:
    assert step_of(Decimal(precision), mode, Decimal(value)) == Decimal(step)


def test_an_unknown_precision_mode_is_an_error() -> None:
    with pytest.raises(ValueError, match="precision mode 7"):
        step_of(Decimal(1), 7, Decimal(1))


@given(prices, ticks, sides)
def test_a_stop_on_the_grid_is_less_than_a_tick_nearer(
    price: Decimal, tick: Decimal, side: Side
) -> None:
    stop = stop_on_tick(price, side, tick)
    assert stop % tick == 0
    assert 0 <= side.sign * (stop - price) < tick


@given(prices, ticks, sides)
def test_a_clear_stop_is_one_to_two_ticks_from_the_price(
    price: Decimal, tick: Decimal, side: Side
) -> None:
    stop = stop_clear_of(price, side, tick)
    assert stop % tick == 0
    assert tick <= side.sign * (price - stop) < 2 * tick


@given(st.decimals(0, 1000, places=6), st.sampled_from([Decimal("0.001"), Decimal(1), Decimal(10)]))
def test_whole_lots_fit_and_leave_less_than_one(size: Decimal, lot: Decimal) -> None:
    lots = Market(Decimal("0.1"), lot).whole_lots(size)
    assert lots % lot == 0
    assert 0 <= size - lots < lot
