"""Stops decided at the entry: by ATR and strength, by volatility band, in percent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk import RiskConfigError, load_settings
from custom_risk.inputs import RiskInputError
from custom_risk.position import Position
from custom_risk.side import Side
from custom_risk.signal import Signal
from custom_risk.stops import STOP_POLICIES, StopPolicy
from custom_risk.trade_view import TradeView

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
FEE = Decimal("0.0006")
WIDE = {"hard_limit_roi": 99, "initial_roi": 6}


def policy(name: str, **section: Any) -> StopPolicy:
    """A policy whose hard limit is out of the way."""
    return STOP_POLICIES[name](load_settings({"stops": WIDE | {"policy": name, name: section}}))


def position(
    side: Side = Side.LONG, entry: str = "100", leverage: int = 1, size: str = "1"
) -> Position:
    return Position(side, Decimal(entry), Decimal(leverage), Decimal(size), FEE, FEE)


def signal(atr: str | None = "2", strength: str | None = "50") -> Signal:
    return Signal(
        atr=None if atr is None else Decimal(atr),
        strength=None if strength is None else Decimal(strength),
    )


@pytest.mark.parametrize(
    ("strength", "long", "short"),
    [
        ("0", "98", "102"),
        ("25", "98.25", "101.75"),
        ("50", "98.5", "101.5"),
        ("75", "98.75", "101.25"),
        ("100", "99", "101"),
    ],
)
def test_a_stronger_signal_has_a_nearer_stop(strength: str, long: str, short: str) -> None:
    said = signal(strength=strength)
    assert policy("atr").first_stop(position(), said) == Decimal(long)
    assert policy("atr").first_stop(position(Side.SHORT), said) == Decimal(short)


@pytest.mark.parametrize(
    ("name", "atr", "expected"),
    [
        ("atr", "0.99", "99.01"),
        ("atr", "1", "99.5"),
        ("atr", "2", "99"),
        ("percent", "0.99", "99.8"),
        ("percent", "1", "99.6"),
        ("percent", "2", "99.6"),
    ],
)
def test_the_band_is_decided_by_atr_to_the_entry(name: str, atr: str, expected: str) -> None:
    by_band = {"by": "band"} if name == "atr" else {}
    stop = policy(name, **by_band).first_stop(position(), signal(atr, None))
    assert stop == Decimal(expected)


def test_a_cap_holds_the_distance_to_a_share_of_the_entry() -> None:
    capped = policy("atr", cap_pct=3)
    assert capped.first_stop(position(), signal("10", "0")) == 97
    assert capped.first_stop(position(), signal("2", "0")) == 98
    assert policy("percent", cap_pct="0.3").first_stop(position(), signal("2")) == Decimal("99.7")


def test_no_stop_lies_beyond_the_hard_limit() -> None:
    settings = load_settings({"stops": {"policy": "atr"}})
    stop = STOP_POLICIES["atr"](settings).first_stop(position(leverage=5), signal("10", "0"))
    assert stop == 98
    short = position(Side.SHORT, leverage=5)
    assert STOP_POLICIES["atr"](settings).first_stop(short, signal("10", "0")) == 102


@pytest.mark.parametrize("name", ["atr", "percent"])
@pytest.mark.parametrize("atr", [None, "NaN", "Infinity", "0", "-1"])
def test_without_a_usable_atr_there_is_no_such_stop(name: str, atr: str | None) -> None:
    with pytest.raises(RiskInputError, match="ATR"):
        policy(name).first_stop(position(), signal(atr))


@pytest.mark.parametrize("strength", [None, "NaN", "-1", "100.1", "Infinity"])
def test_without_a_usable_strength_there_is_no_stop_by_it(strength: str | None) -> None:
    with pytest.raises(RiskInputError, match="strength"):
        policy("atr").first_stop(position(), signal(strength=strength))


atrs = st.decimals("0.0001", "500", places=4).map(str)
strengths = st.decimals(0, 100, places=2).map(str)
entry_stops = st.sampled_from([("atr", {}), ("atr", {"by": "band"}), ("percent", {})])
prices = st.decimals(1, 200, places=2)


@examples(max_examples=200)
@given(entry_stops, st.sampled_from(Side), st.integers(1, 125), atrs, strengths, prices)
def test_the_stop_is_on_its_side_within_the_hard_limit_and_the_same_at_every_price(
    chosen: tuple[str, dict[str, Any]],
    side: Side,
    leverage: int,
    atr: str,
    strength: str,
    price: Decimal,
) -> None:
    name, section = chosen
    settings = load_settings({"stops": {"policy": name, name: section}})
    found, at = STOP_POLICIES[name](settings), position(side, leverage=leverage)
    said = signal(atr, strength)
    stop = found.first_stop(at, said)
    lost_roi = side.sign * (at.entry - stop) / at.entry * leverage * 100
    assert 0 < lost_roi <= settings.stops.hard_limit_roi + Decimal("1e-20")
    view = replace(TradeView.at(at, price, NOW, NOW), entry=said)
    assert found.stop_price(view) == stop
    smaller = replace(view, position=replace(at, size=at.size / 4))
    assert found.stop_price(smaller) == stop


@given(
    side=st.sampled_from(Side),
    moves=st.lists(st.decimals(-20, 40, places=1), min_size=1, max_size=12),
    trail=st.decimals("0.1", 5, places=1),
    begins=st.decimals("0.1", 5, places=1),
)
def test_a_trail_in_ranges_follows_from_its_move_on_and_is_never_behind_the_first_stop(
    side: Side, moves: list[Decimal], trail: Decimal, begins: Decimal
) -> None:
    atr = Decimal(2)
    trailing = policy("atr", trail_atr=str(trail), trail_from_atr=str(begins))
    first = trailing.first_stop(position(side), signal("2", "0"))
    for move in moves:
        view = TradeView.at(position(side), 100 + side.sign * move, NOW, NOW)
        stop = trailing.stop_price(replace(view, entry=signal("2", "0")))
        behind = view.price - side.sign * trail * atr
        follows = move >= begins * atr and side.is_better_stop(behind, first)
        assert stop == (behind if follows else first)


@pytest.mark.parametrize("section", [{"trail_atr": -1}, {"trail_from_atr": 0}])
def test_a_trail_that_cannot_be_is_named(section: dict[str, int]) -> None:
    with pytest.raises(RiskConfigError, match=f"stops.atr.{next(iter(section))}"):
        policy("atr", **section)
