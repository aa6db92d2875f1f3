"""Exits by time, climate, imbalance and thesis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk import load_settings
from custom_risk.events import Reason
from custom_risk.exits import EXIT_POLICIES, DynamicExits
from custom_risk.inputs import RiskInputError
from custom_risk.position import Position
from custom_risk.roi import Roi
from custom_risk.side import Side
from custom_risk.signal import Climate, Signal
from custom_risk.trade_view import TradeView

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
FEE = Decimal("0.0006")
POLICY = DynamicExits(load_settings({"exits": {"policy": "dynamic"}}))


def balanced() -> Decimal:
    return Decimal(0)


def asked(
    *,
    side: Side = Side.LONG,
    move: str = "0",
    minutes: float = 0,
    entry: Climate | None = Climate.TREND,
    newest: Climate | None = Climate.TREND,
    rsi: tuple[str | None, str | None] = (None, None),
    imbalance: Callable[[], Decimal] = balanced,
) -> Reason | None:
    at = Position(side, Decimal(100), Decimal(6), Decimal(1), FEE, FEE)
    before, after = (None if each is None else Decimal(each) for each in rsi)
    view = TradeView(
        at,
        at.entry + side.sign * Decimal(move),
        Roi(Decimal(0)),
        NOW,
        NOW - timedelta(minutes=minutes),
        Signal(climate=entry, rsi=before),
        lambda: Signal(climate=newest, rsi=after),
    )
    return POLICY.reason(view, imbalance)


@pytest.mark.parametrize(
    ("climate", "minutes"),
    [
        (Climate.TREND, 240),
        (Climate.RANGE, 120),
        (Climate.CHOP, 60),
        (Climate.VOLATILE, 30),
    ],
)
def test_time_is_up_by_climate_below_three_percent(climate: Climate, minutes: int) -> None:
    def at(age: float, move: str) -> Reason | None:
        return asked(entry=climate, newest=climate, minutes=age, move=move)

    assert at(minutes, "2.99") is Reason.TIME_LIMIT_REACHED
    assert at(minutes - 0.1, "2.99") is None
    assert at(10 * minutes, "3") is None
    assert at(minutes, "-3") is Reason.TIME_LIMIT_REACHED


@pytest.mark.parametrize(
    ("entry", "newest", "move", "leaves"),
    [
        (Climate.TREND, Climate.CHOP, "4.99", True),
        (Climate.TREND, Climate.VOLATILE, "4.99", True),
        (Climate.TREND, Climate.VOLATILE, "5", False),
        (Climate.TREND, Climate.RANGE, "0", False),
        (Climate.RANGE, Climate.TREND, "1.99", True),
        (Climate.RANGE, Climate.TREND, "2", False),
        (Climate.RANGE, Climate.CHOP, "0", False),
        (Climate.CHOP, Climate.TREND, "0", False),
        (Climate.VOLATILE, Climate.CHOP, "0", False),
        (None, Climate.CHOP, "0", False),
        (Climate.TREND, None, "0", False),
    ],
)
@pytest.mark.parametrize("side", Side)
def test_a_climate_that_turned_against_the_entry_is_left(
    entry: Climate | None, newest: Climate | None, move: str, leaves: bool, side: Side
) -> None:
    expected = Reason.CLIMATE_CHANGED if leaves else None
    assert asked(side=side, entry=entry, newest=newest, move=move) is expected


@pytest.mark.parametrize(
    ("side", "net", "leaves"),
    [
        (Side.LONG, "50.1", True),
        (Side.LONG, "50", False),
        (Side.LONG, "-80", False),
        (Side.SHORT, "-50.1", True),
        (Side.SHORT, "80", False),
    ],
)
def test_only_the_heavier_side_of_an_imbalance_leaves(side: Side, net: str, leaves: bool) -> None:
    expected = Reason.PORTFOLIO_IMBALANCE if leaves else None
    assert asked(side=side, imbalance=lambda: Decimal(net)) is expected


@pytest.mark.parametrize(
    ("side", "before", "now", "leaves"),
    [
        (Side.LONG, "30", "70", True),
        (Side.LONG, "31", "70", False),
        (Side.LONG, "30", "69", False),
        (Side.SHORT, "70", "30", True),
        (Side.SHORT, "30", "70", False),
        (Side.LONG, None, "90", False),
        (Side.LONG, "10", None, False),
    ],
)
def test_a_reversal_that_has_run_its_course_is_left(
    side: Side, before: str | None, now: str | None, leaves: bool
) -> None:
    expected = Reason.THESIS_INVALIDATED if leaves else None
    assert asked(side=side, rsi=(before, now)) is expected


def test_an_imbalance_is_seen_without_any_signal_and_the_rest_needs_a_climate() -> None:
    assert asked(entry=None, newest=None, imbalance=lambda: Decimal(90)) is not None
    with pytest.raises(RiskInputError, match="climate"):
        asked(entry=None, newest=None)


@pytest.mark.parametrize("broken", ["NaN", "Infinity"])
def test_numbers_that_are_none_are_refused(broken: str) -> None:
    with pytest.raises(RiskInputError, match="net exposure"):
        asked(imbalance=lambda: Decimal(broken))
    with pytest.raises(RiskInputError, match="RSI"):
        asked(rsi=(broken, "50"))


@examples(max_examples=200)
@given(
    st.sampled_from(["partial_roi", "ladder", "target"]),
    st.sampled_from(Side),
    st.floats(0, 1e6),
    st.decimals(-50, 50, places=2),
)
def test_no_other_policy_ever_leaves_because_of_time(
    name: str, side: Side, minutes: float, move: Decimal
) -> None:
    section = {"stops": {"policy": "atr"}, "exits": {"policy": name}}
    at = Position(side, Decimal(100), Decimal(6), Decimal(1), FEE, FEE)
    price = at.entry + side.sign * move
    view = TradeView.at(at, price, NOW, NOW - timedelta(minutes=minutes))
    assert EXIT_POLICIES[name](load_settings(section)).reason(view, balanced) is None


@pytest.mark.parametrize("section", [{"exits": {"policy": "dynamic"}}, {"emergency": {}}])
@pytest.mark.parametrize("broken", [float("nan"), float("inf")])
def test_a_profit_that_is_none_closes_nothing_and_is_reported_once(
    make_bench: Callable[..., Any],
    make_trade: Callable[..., Any],
    section: dict[str, Any],
    broken: float,
) -> None:
    bench, trade = make_bench(section), make_trade()
    answer = bench.strategy.custom_exit(
        pair=trade.pair,
        trade=trade,
        current_time=trade.open_date_utc,
        current_rate=100.0,
        current_profit=broken,
    )
    assert answer is None
    assert [event.type for event in bench.events] == [Reason.INPUT_MISSING]
