"""ROI, price move, margin and notional."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.margin import Margin, Notional
from custom_risk.roi import PriceMove, Roi
from custom_risk.side import Side

percents = st.decimals(-90, 300, places=4)
leverages = st.integers(1, 20).map(Decimal)


def test_a_roi_of_six_percent_at_six_times_leverage_is_one_percent_of_price() -> None:
    assert Roi(Decimal(6)).price_move(Decimal(6)) == PriceMove(Decimal(1))


@pytest.mark.parametrize(("side", "price"), [(Side.LONG, "101"), (Side.SHORT, "99")])
def test_a_favourable_move_is_up_for_longs_and_down_for_shorts(side: Side, price: str) -> None:
    assert PriceMove(Decimal(1)).from_price(Decimal(100), side) == Decimal(price)


@given(percents, leverages)
def test_roi_and_price_move_convert_back_and_forth(percent: Decimal, leverage: Decimal) -> None:
    assert abs(Roi(percent).price_move(leverage).roi(leverage).percent - percent) < Decimal("1e-20")


@given(percents)
def test_a_ratio_is_a_hundredth_of_the_percent(percent: Decimal) -> None:
    assert Roi.from_ratio(Roi(percent).ratio) == Roi(percent)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Roi(Decimal(1)), PriceMove(Decimal(1))),
        (Margin(Decimal(1)), Notional(Decimal(1))),
    ],
)
def test_two_kinds_of_number_never_mix(one: object, other: object) -> None:
    assert one != other
    with pytest.raises(TypeError):
        assert one < other  # type: ignore[operator]  # the point of the test


@given(st.decimals("0.01", 10_000, places=2), leverages)
def test_notional_is_margin_times_leverage(amount: Decimal, leverage: Decimal) -> None:
    notional = Margin(amount).notional(leverage)
    assert notional.amount == amount * leverage
    assert notional.margin(leverage) == Margin(amount)
