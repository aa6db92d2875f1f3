"""Take profits that go with the stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk import load_settings
from custom_risk.exits import Target
from custom_risk.inputs import RiskInputError
from custom_risk.position import Position
from custom_risk.settings import RiskSettings
from custom_risk.side import Side
from custom_risk.signal import Signal
from custom_risk.stops import STOP_POLICIES
from custom_risk.trade_view import TradeView

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
FEE = Decimal("0.0006")


def settings_of(name: str, **section: Any) -> RiskSettings:
    stops = {"policy": name, "hard_limit_roi": 99, name: section}
    return load_settings({"stops": stops, "exits": {"policy": "target"}})


def position(side: Side = Side.LONG, leverage: int = 1) -> Position:
    return Position(side, Decimal(100), Decimal(leverage), Decimal(1), FEE, FEE)


def signal(atr: str, strength: str = "50") -> Signal:
    return Signal(atr=Decimal(atr), strength=Decimal(strength))


@pytest.mark.parametrize(
    ("strength", "long", "short"),
    [("0", "103", "97"), ("25", "103.5", "96.5"), ("50", "104", "96"), ("100", "105", "95")],
)
def test_a_stronger_signal_aims_further(strength: str, long: str, short: str) -> None:
    target = Target(settings_of("atr"))
    assert target.price(position(), signal("2", strength)) == Decimal(long)
    assert target.price(position(Side.SHORT), signal("2", strength)) == Decimal(short)


@pytest.mark.parametrize(
    ("name", "atr", "expected"),
    [
        ("atr", "0.9", "101.35"),
        ("atr", "2", "102"),
        ("percent", "0.9", "100.4"),
        ("percent", "2", "100.4"),
    ],
)
def test_the_band_decides_as_for_the_stop(name: str, atr: str, expected: str) -> None:
    by_band = {"by": "band"} if name == "atr" else {}
    assert Target(settings_of(name, **by_band)).price(position(), signal(atr)) == Decimal(expected)


@pytest.mark.parametrize(("atr", "expected"), [("10", "104.5"), ("2", "103")])
def test_with_a_cap_the_target_is_one_and_a_half_times_the_risk(atr: str, expected: str) -> None:
    target = Target(settings_of("atr", cap_pct=3))
    assert target.price(position(), signal(atr, "0")) == Decimal(expected)


def test_without_an_atr_there_is_no_target() -> None:
    view = TradeView.at(position(), Decimal(100), NOW, NOW)
    for name in ("atr", "percent"):
        with pytest.raises(RiskInputError, match="ATR"):
            Target(settings_of(name)).target_roi(view)


@examples(max_examples=200)
@given(
    st.sampled_from(
        [("atr", {}), ("atr", {"by": "band"}), ("atr", {"cap_pct": 3}), ("percent", {})]
    ),
    st.sampled_from(Side),
    st.integers(1, 20),
    st.decimals("0.001", 40, places=3),
    st.decimals(0, 100, places=1),
    st.decimals(50, 150, places=1),
)
def test_the_target_is_beyond_the_entry_and_its_roi_is_what_closing_there_gives(
    chosen: tuple[str, dict[str, Any]],
    side: Side,
    leverage: int,
    atr: Decimal,
    strength: Decimal,
    price: Decimal,
) -> None:
    settings = settings_of(chosen[0], **chosen[1])
    said, at = Signal(atr=atr, strength=strength), position(side, leverage)
    view = replace(TradeView.at(at, price, NOW, NOW), entry=said)
    target = Target(settings)
    aimed = target.price(at, said)
    assert side.sign * (aimed - at.entry) > 0
    assert at.price_at(target.target_roi(view)) == pytest.approx(aimed, rel=Decimal("1e-20"))
    stop = STOP_POLICIES[settings.stops.policy](settings).first_stop(at, said)
    assert abs(aimed - at.entry) >= abs(stop - at.entry) * Decimal("0.999999")
