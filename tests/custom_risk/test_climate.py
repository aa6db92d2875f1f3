"""What makes a climate, and what it is worth in size."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk import RiskConfigError, load_settings
from custom_risk.climate import classify, size_multiplier
from custom_risk.inputs import RiskInputError
from custom_risk.settings.climate import ClimateSettings
from custom_risk.signal import Climate, Signal

DEFAULTS = ClimateSettings()


@pytest.mark.parametrize(
    ("adx", "volatility", "climate"),
    [
        (25, "0.4", Climate.TREND),
        (60, "0.99", Climate.TREND),
        (24.9, "0.49", Climate.RANGE),
        (24.9, "0.5", Climate.CHOP),
        (0, "1.0", Climate.VOLATILE),
        (60, "1.0", Climate.VOLATILE),
    ],
)
def test_trend_and_volatility_make_the_climate(
    adx: float, volatility: str, climate: Climate
) -> None:
    assert classify(Decimal(str(adx)), Decimal(volatility), DEFAULTS) is climate


@pytest.mark.parametrize(
    ("climate", "adx", "volatility", "multiplier"),
    [
        (Climate.TREND, 30, "0.5", "1.3"),
        (Climate.RANGE, 10, "0.2", "0.8"),
        (Climate.CHOP, 10, "0.5", "0.4"),
        (Climate.VOLATILE, 10, "0.5", "0.3"),
        (Climate.TREND, 40, "0.5", "1.3"),
        (Climate.TREND, 41, "0.5", "1.43"),
        (Climate.TREND, 30, "0.6", "0.91"),
        (Climate.TREND, 41, "0.6", "1.001"),
        (Climate.RANGE, 10, "0.6", "0.56"),
        (Climate.CHOP, 10, "0.6", "0.3"),
        (Climate.VOLATILE, 10, "2", "0.3"),
        (Climate.VOLATILE, 50, "0.4", "0.33"),
    ],
)
def test_the_climate_the_volatility_and_a_strong_trend_multiply(
    climate: Climate, adx: int, volatility: str, multiplier: str
) -> None:
    signal = Signal(climate=climate, adx=Decimal(adx), volatility=Decimal(volatility))
    assert size_multiplier(signal, DEFAULTS) == Decimal(multiplier)


def test_one_and_a_half_is_the_most() -> None:
    settings = load_settings({"climate": {"multipliers": {"trend": 1.5}}}).climate
    signal = Signal(adx=Decimal(50), volatility=Decimal("0.1"))
    assert size_multiplier(signal, settings) == Decimal("1.5")


odd = st.sampled_from([None, Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")])
numbers = st.one_of(st.decimals(0, 200, places=2), odd)


@given(numbers, numbers, st.sampled_from([None, *Climate]))
def test_the_multiplier_stays_within_its_bounds_or_an_input_is_named(
    adx: Decimal | None, volatility: Decimal | None, climate: Climate | None
) -> None:
    signal = Signal(adx=adx, volatility=volatility, climate=climate)
    is_usable = all(each is not None and each.is_finite() for each in (adx, volatility))
    if is_usable:
        assert Decimal("0.3") <= size_multiplier(signal, DEFAULTS) <= Decimal("1.5")
    else:
        with pytest.raises(RiskInputError, match=r"ADX|volatility"):
            size_multiplier(signal, DEFAULTS)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"min_multiplier": 2}, "min_multiplier 2 is above max_multiplier 1.5"),
        ({"chop_from": 1.5}, "chop_from 1.5 is above volatile_from 1.0"),
        ({"penalty": 0}, "climate.penalty: 0 is outside above 0 … 1"),
        ({"multipliers": {"calm": 1}}, "the keys here are trend, range, chop, volatile"),
    ],
)
def test_numbers_that_cannot_be_are_named(section: dict[str, Any], message: str) -> None:
    with pytest.raises(RiskConfigError) as caught:
        load_settings({"climate": section})
    assert message in str(caught.value)
