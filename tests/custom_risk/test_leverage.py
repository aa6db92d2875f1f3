"""Leverage and its caps (I-003)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.leverage import leverage_for
from custom_risk.regime import Regime
from custom_risk.settings import LeverageSettings, RegimeLeverageCaps


@pytest.mark.parametrize("regime", Regime)
def test_the_canon_trades_six_times_in_every_regime(regime: Regime) -> None:
    assert leverage_for(LeverageSettings(), regime, Decimal(50)) == 6


@pytest.mark.parametrize(("market", "expected"), [("4.5", 4), ("3", 3), ("1", 1), ("0.5", 1)])
def test_a_market_that_allows_less_gets_whole_numbers(market: str, expected: int) -> None:
    assert leverage_for(LeverageSettings(), Regime.LOW, Decimal(market)) == expected


def test_a_regime_caps_what_is_configured() -> None:
    caps = RegimeLeverageCaps(LOW=20, MEDIUM=15, HIGH=3)
    settings = LeverageSettings(default=8, regime_caps=caps)
    assert leverage_for(settings, Regime.HIGH, Decimal(50)) == 3
    assert leverage_for(settings, Regime.LOW, Decimal(50)) == 8


@given(
    st.integers(1, 10),
    st.integers(0, 9),
    st.integers(1, 125),
    st.sampled_from(Regime),
    st.decimals("0.1", 125, places=2),
)
def test_leverage_is_whole_and_within_every_cap(
    default: int, room: int, cap: int, regime: Regime, market: Decimal
) -> None:
    caps = RegimeLeverageCaps(LOW=cap, MEDIUM=cap, HIGH=cap)
    settings = LeverageSettings(default=default, max=min(10, default + room), regime_caps=caps)
    leverage = leverage_for(settings, regime, market)
    assert leverage == int(leverage)
    assert 1 <= leverage <= max(1, min(settings.max, cap, int(market)))
