"""The model's stop is that of `custom_risk`, whose arithmetic is exact."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from custom_risk.configuration import load_settings
from custom_risk.position import Position
from custom_risk.roi import Roi
from custom_risk.side import Side
from custom_risk.stops import RoiStaircase, advanced_stop
from custom_risk.trade_view import TradeView
from enygma.backtests.prescreen.stop import advanced, on_tick, wanted_stop
from enygma.backtests.prescreen.terms import Terms

from .numbers import terms

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FEE = "0.0006"
ENTRIES = st.integers(1_000, 9_000_000).map(lambda each: Decimal(each) / 100)
SETTINGS = {
    "initial_roi": 5,
    "break_even": {"activation_roi": 1.5, "buffer_roi": 0.2},
    "trailing": {"activation_roi": 2.5, "distance_roi": 1.5},
}
EXACT = RoiStaircase(load_settings({"stops": SETTINGS}))


def model() -> Terms:
    """The same settings as numbers."""
    return terms(
        fee=float(FEE), initial_roi=5.0, break_even_from_roi=1.5, break_even_buffer_roi=0.2,
        trail_from_roi=2.5, trail_roi=1.5,
    )  # fmt: skip


@given(
    ENTRIES,
    st.sampled_from(list(Side)),
    st.integers(1, 10),
    st.integers(-900, 2_000),
    st.integers(-50, 50),
    st.sampled_from(["0.01", "0.1", "0.5", "1"]),
)
@settings(max_examples=200)
def test_it_wants_the_same_stop(
    entry: Decimal, side: Side, leverage: int, move: int, funding: int, tick: str
) -> None:
    price = entry * (1 + Decimal(move) / 10_000)
    size, paid = Decimal("1.5"), entry * Decimal(funding) / 100_000
    position = Position(side, entry, Decimal(leverage), size, Decimal(FEE), Decimal(FEE), paid)
    roi = Roi(round(position.roi_at(price).percent, 6))
    # a level of ROI that is met to the last digit is one side's in doubles
    assume(all(abs(roi.percent - each) > Decimal("1e-4") for each in levels(position)))
    view = TradeView(position, price, roi, NOW, NOW)
    exact = EXACT.stop_price(view)
    sign = int(side.sign)
    found = wanted_stop(
        model(), sign, float(size), float(entry), float(paid), float(leverage),
        float(price), float(roi.percent),
    )  # fmt: skip
    assert abs(found - float(exact)) <= 1e-9 * float(entry)
    current = entry * (1 - side.sign * Decimal("0.05"))
    step = Decimal(tick)
    # on the grid to the last digit both roundings are right
    assume(abs((exact / step) % 1 - Decimal("0.5")) < Decimal("0.499"))
    assume(abs((price / step) % 1 - Decimal("0.5")) < Decimal("0.499"))
    moved = advanced_stop(exact, current, price, side, step)
    now = advanced(found, float(current), float(price), sign, float(step))
    assert now == float(current if moved is None else moved)


def levels(position: Position) -> list[Decimal]:
    """ROI at which the stop changes."""
    own = [each.reached_roi for each in load_settings({"stops": SETTINGS}).stops.milestones]
    return [*own, Decimal("2.5"), EXACT.break_even_activation(position).percent]


@given(st.integers(1, 10**9), st.sampled_from([0.0001, 0.001, 0.01, 0.1, 0.5, 1.0, 10.0]))
@settings(max_examples=100)
def test_a_price_on_the_grid_is_the_double_that_candles_hold(steps: int, tick: float) -> None:
    price = float(Decimal(str(tick)) * steps)
    assert on_tick(price, tick) == price
