"""Liquidation price and its buffer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.liquidation import liquidation_buffer, liquidation_price
from custom_risk.side import Side

RATE = Decimal("0.005")


@pytest.mark.parametrize(
    ("side", "leverage", "expected"),
    [
        (Side.LONG, 10, "90.05"),
        (Side.SHORT, 10, "109.95"),
        (Side.LONG, 5, "80.1"),
        (Side.LONG, 1, "0.5"),
    ],
)
def test_liquidation_follows_the_formula(side: Side, leverage: int, expected: str) -> None:
    price = liquidation_price(Decimal(100), Decimal(leverage), side, RATE)
    assert price == Decimal(expected)


@given(st.integers(1, 125), st.sampled_from(Side))
def test_a_higher_leverage_is_liquidated_sooner(leverage: int, side: Side) -> None:
    def buffer(at: int) -> Decimal:
        price = liquidation_price(Decimal(100), Decimal(at), side, RATE)
        return liquidation_buffer(Decimal(100), price).percent

    assert buffer(leverage + 1) < buffer(leverage)


@pytest.mark.parametrize(("leverage", "enough"), [(10, True), (19, True), (20, False)])
def test_five_percent_allow_nineteen_times(leverage: int, enough: bool) -> None:
    price = liquidation_price(Decimal(100), Decimal(leverage), Side.LONG, RATE)
    assert (liquidation_buffer(Decimal(100), price).percent >= 5) is enough
