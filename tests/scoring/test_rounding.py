"""Mathematically equal values are equal after rounding, whatever order they were added in."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.scoring.rounding import price_scale, round_oscillator, round_price

PRICES = st.floats(1e-8, 1e8)


@settings(derandomize=True, deadline=None)
@given(prices=st.lists(PRICES, min_size=1, max_size=20))
def test_a_price_keeps_eleven_significant_digits(prices: list[float]) -> None:
    close = np.array(prices)

    rounded = round_price(close.copy(), price_scale(close))

    for value, kept in zip(prices, rounded.tolist(), strict=True):
        digit = 10.0 ** (math.floor(math.log10(value)) - 10)
        assert kept == pytest.approx(value, rel=0.0, abs=0.51 * digit)
        assert float(f"{kept:.10e}") == pytest.approx(kept, rel=1e-15)


@pytest.mark.parametrize("close", [1e-5, 0.001, 1.0, 10.0, 1000.0, 99_999.9])
def test_a_power_of_ten_begins_a_new_digit(close: float) -> None:
    exponent = math.floor(math.log10(close))

    assert price_scale(np.array([close])) == pytest.approx(10.0 ** (10 - exponent), rel=1e-15)


def test_closes_of_different_size_are_rounded_each_by_its_own() -> None:
    close = np.array([9.5, 10.5])

    rounded = round_price(np.array([0.12345678949, 0.12345678949]), price_scale(close))

    assert rounded.tolist() == [0.1234567895, 0.123456789]


def test_an_oscillator_keeps_nine_decimals() -> None:
    values = np.array([0.1 + 0.2, 99.9999999999, -1e-10, np.nan])

    rounded = round_oscillator(values)

    np.testing.assert_array_equal(rounded, [0.3, 100.0, 0.0, np.nan])
