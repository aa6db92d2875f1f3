"""ROI of a position, against freqtrade's own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from freqtrade.persistence import LocalTrade
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk.position import Position
from custom_risk.roi import Roi
from custom_risk.side import Side
from custom_risk.trade_terms import position_of

MakeTrade = Callable[..., LocalTrade]


@examples(max_examples=200, deadline=None)
@given(
    short=st.booleans(),
    leverage=st.integers(1, 20),
    rate=st.integers(100, 6_500_000).map(lambda cents: cents / 100),
    move=st.floats(-0.04, 0.04),
    funding=st.floats(-0.01, 0.01),
)
def test_roi_is_the_profit_ratio_of_freqtrade(
    make_trade: MakeTrade,
    short: bool,
    leverage: int,
    rate: float,
    move: float,
    funding: float,
) -> None:
    trade = make_trade(short=short, leverage=float(leverage), rate=rate)
    trade.funding_fees = funding * rate
    position, price = position_of(trade), rate * (1 + move)
    roi = position.roi_at(Decimal(repr(price)))
    assert float(roi.ratio) == pytest.approx(trade.calc_profit_ratio(price), abs=2e-8)
    back = position.price_at(roi)
    assert float(back) == pytest.approx(price, rel=1e-12)
    target = trade.calc_close_rate_for_roi(0.04)
    assert float(position.price_at(Roi(Decimal(4)))) == pytest.approx(target, rel=1e-9)


@pytest.mark.parametrize(("side", "better"), [(Side.LONG, 101), (Side.SHORT, 99)])
def test_costs_are_part_of_the_roi(side: Side, better: int) -> None:
    fee = Decimal("0.0006")
    free = Position(side, Decimal(100), Decimal(6), Decimal(1), Decimal(0), Decimal(0))
    paying = Position(side, Decimal(100), Decimal(6), Decimal(1), fee, fee, Decimal("-0.1"))
    assert free.roi_at(Decimal(better)) == Roi(Decimal(6))
    assert paying.roi_at(Decimal(better)) < Roi(Decimal("4.7"))
    assert paying.funding_cost == Roi(Decimal("0.6"))
