"""Stops that trail from a price move on: one distance, or one for each climate."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from freqtrade.strategy import DecimalParameter
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk import load_settings
from custom_risk.inputs import RiskInputError
from custom_risk.position import Position
from custom_risk.rules import TunedRules
from custom_risk.side import Side
from custom_risk.signal import Climate, Signal
from custom_risk.stops import STOP_POLICIES, StopPolicy
from custom_risk.trade_view import TradeView

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
FEE = Decimal("0.0006")


def policy(name: str, **section: Any) -> StopPolicy:
    return STOP_POLICIES[name](load_settings({"stops": {"policy": name, name: section}}))


def position(side: Side = Side.LONG, leverage: int = 6) -> Position:
    return Position(side, Decimal(100), Decimal(leverage), Decimal(1), FEE, FEE)


def view(
    at: Position, move: str, newest: Climate | None = None, entry: Climate | None = None
) -> TradeView:
    """A position whose price has moved that many percent its way."""
    price = at.entry + at.side.sign * Decimal(move)
    return replace(
        TradeView.at(at, price, NOW, NOW),
        entry=Signal(climate=entry),
        newest=lambda: Signal(climate=newest),
    )


@pytest.mark.parametrize("name", ["ladder", "dynamic"])
@pytest.mark.parametrize(("side", "first"), [(Side.LONG, "99.02"), (Side.SHORT, "100.98")])
def test_before_the_trail_begins_the_stop_is_the_initial_one(
    name: str, side: Side, first: str
) -> None:
    at = position(side)
    assert policy(name).first_stop(at, Signal()) == Decimal(first)
    assert policy(name).stop_price(view(at, "1.49")) == Decimal(first)


@pytest.mark.parametrize(("side", "stop"), [(Side.LONG, "101.97"), (Side.SHORT, "97.97")])
def test_the_ladders_rest_trails_from_three_percent(side: Side, stop: str) -> None:
    assert policy("ladder").stop_price(view(position(side), "2.99")) in (
        Decimal("99.02"),
        Decimal("100.98"),
    )
    assert policy("ladder").stop_price(view(position(side), "3")) == Decimal(stop)


@pytest.mark.parametrize(
    ("climate", "stop"),
    [
        (Climate.TREND, "100.94"),
        (Climate.RANGE, "101.455"),
        (Climate.CHOP, "101.97"),
        (Climate.VOLATILE, "100.425"),
    ],
)
def test_each_climate_has_its_distance(climate: Climate, stop: str) -> None:
    assert policy("dynamic").stop_price(view(position(), "3", climate)) == Decimal(stop)


def test_a_trail_behind_the_initial_stop_does_not_count() -> None:
    far = policy("dynamic", distance_pct={"volatile": 10})
    assert far.stop_price(view(position(), "1.5", Climate.VOLATILE)) == Decimal("99.02")


def test_the_entrys_climate_serves_while_the_newest_is_not_known() -> None:
    stop = policy("dynamic").stop_price(view(position(), "3", None, Climate.CHOP))
    assert stop == Decimal("101.97")
    with pytest.raises(RiskInputError, match="climate"):
        policy("dynamic").stop_price(view(position(), "3"))


def test_no_candle_is_looked_up_before_the_trail_begins() -> None:
    def never() -> Signal:
        raise AssertionError("looked up")

    early = replace(view(position(), "1.4"), newest=never)
    assert policy("dynamic").stop_price(early) == Decimal("99.02")


@examples(max_examples=200)
@given(
    st.sampled_from(["ladder", "dynamic"]),
    st.sampled_from(Side),
    st.integers(1, 125),
    st.sampled_from(Climate),
    st.decimals(-5, 40, places=3),
    st.decimals(-5, 40, places=3),
)
def test_a_further_move_in_one_climate_never_earns_a_worse_stop(
    name: str, side: Side, leverage: int, climate: Climate, one: Decimal, other: Decimal
) -> None:
    low, high = sorted([one, other])
    at, found = position(side, leverage), policy(name)
    worse = found.stop_price(view(at, str(low), climate))
    better = found.stop_price(view(at, str(high), climate))
    assert not side.is_better_stop(worse, better)
    if low >= 0:
        assert side.sign * (at.entry + side.sign * low - worse) > 0


def test_a_parameter_of_hyperopts_may_stand_for_a_policys_number() -> None:
    section = {
        "stops": {"policy": "dynamic", "atr": {"by": "band", "cap_pct": 3}},
        "exits": {"policy": "ladder"},
        "emergency": {},
    }
    chop = DecimalParameter(0.5, 5, default=1, decimals=1, space="risk")
    rules = TunedRules(load_settings(section), {"stops.dynamic.distance_pct.chop": chop})
    moved = view(position(), "3", Climate.CHOP)
    assert rules.current.stops.stop_price(moved) == Decimal("101.97")
    chop.value = 2.0
    assert rules.current.stops.stop_price(moved) == Decimal("100.94")
