"""The staircase: which stop each ROI earns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk import load_settings
from custom_risk.position import Position
from custom_risk.roi import Roi
from custom_risk.side import Side
from custom_risk.stops import RoiStaircase
from custom_risk.trade_view import TradeView

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
FEE = Decimal("0.0006")
CANON = RoiStaircase(load_settings(None))
TINY = Decimal("1e-20")
sides = st.sampled_from(Side)
leverages = st.integers(1, 10).map(Decimal)
rois = st.decimals(-9, 40, places=3)


def position(
    side: Side = Side.LONG, leverage: Decimal = Decimal(6), funding: str = "0"
) -> Position:
    return Position(side, Decimal(100), leverage, Decimal(1), FEE, FEE, Decimal(funding))


def stop_at(at: Position, price: Decimal, roi: Roi, policy: RoiStaircase = CANON) -> Decimal:
    return policy.stop_price(TradeView(at, price, roi, NOW, NOW))


def stop_roi(at: Position, roi: Decimal, policy: RoiStaircase = CANON) -> Decimal:
    """What closing at the stop gives, when the position stands at `roi`."""
    price = at.price_at(Roi(roi))
    return at.roi_at(stop_at(at, price, Roi(roi), policy)).percent


@pytest.mark.parametrize(
    ("side", "leverage", "expected"),
    [(Side.LONG, 6, "99.02"), (Side.SHORT, 6, "100.98"), (Side.LONG, 1, "94.12")],
)
def test_the_initial_stop_is_the_canons_formula(side: Side, leverage: int, expected: str) -> None:
    at = position(side, Decimal(leverage))
    assert stop_at(at, Decimal(100), Roi(Decimal("-0.72"))) == Decimal(expected)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("reached", "locked"),
    [("1", "0.2"), ("2", "0.8"), ("3", "1.5"), ("4", "2.5"), ("6", "4"), ("8", "6")],
)
def test_every_milestone_locks_its_roi_after_fees(side: Side, reached: str, locked: str) -> None:
    far = load_settings({"stops": {"trailing": {"activation_roi": 99}}})
    gained = stop_roi(position(side), Decimal(reached), RoiStaircase(far))
    assert gained == pytest.approx(Decimal(locked), abs=Decimal("1e-9"))
    before = stop_roi(position(side), Decimal(reached) - Decimal("0.001"), RoiStaircase(far))
    assert before < gained


def test_break_even_needs_more_at_a_higher_leverage() -> None:
    assert CANON.break_even_roi(position()) == Roi(Decimal("0.77"))
    assert CANON.break_even_activation(position()) == Roi(Decimal(1))
    at_ten = position(leverage=Decimal(10))
    assert CANON.break_even_roi(at_ten) == Roi(Decimal("1.25"))
    assert CANON.break_even_activation(at_ten) == Roi(Decimal("1.25"))


def test_break_even_pays_for_the_slippage_that_a_backtest_adds_to_the_fees() -> None:
    costly = replace(position(), fee_open=Decimal("0.0008"), fee_close=Decimal("0.0008"))
    assert CANON.break_even_roi(costly) == Roi(Decimal("1.01"))
    assert CANON.break_even_activation(costly) == Roi(Decimal("1.01"))


def test_break_even_can_be_taken_literally() -> None:
    literal = RoiStaircase(load_settings({"stops": {"break_even": {"leverage_aware": False}}}))
    assert literal.break_even_roi(position()) == Roi(Decimal("0.17"))


@given(sides, leverages, st.decimals("-0.5", "0.5", places=3))
def test_break_even_loses_nothing_with_fees_and_funding_paid(
    side: Side, leverage: Decimal, funding: Decimal
) -> None:
    at = position(side, leverage, str(funding))
    assert at.roi_at(CANON.break_even(at)).percent == pytest.approx(
        Decimal("0.05"), abs=Decimal("0.02")
    )


def test_from_two_percent_the_stop_follows_a_roi_of_one_behind() -> None:
    at = position()
    assert stop_at(at, Decimal(102), Roi(Decimal("11.2"))) == Decimal("101.83")


@examples(max_examples=200)
@given(sides, leverages, rois, rois)
def test_a_better_roi_never_earns_a_worse_stop(
    side: Side, leverage: Decimal, one: Decimal, other: Decimal
) -> None:
    low, high = sorted([one, other])
    at = position(side, leverage)
    assert stop_roi(at, low) <= stop_roi(at, high) + Decimal("1e-15")


@examples(max_examples=200)
@given(sides, leverages, rois)
def test_the_stop_is_never_worse_than_initial_nor_beyond_a_winners_price(
    side: Side, leverage: Decimal, roi: Decimal
) -> None:
    at = position(side, leverage)
    stopped = stop_roi(at, roi)
    assert stopped >= at.roi_at(CANON.initial(at)).percent - TINY
    if roi >= 1:
        assert stopped < roi
