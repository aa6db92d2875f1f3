"""Numbers from outside."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.inputs import RiskInputError, finite, positive, within

UNUSABLE = [None, float("nan"), float("inf"), -float("inf"), "1", Decimal("NaN")]


@pytest.mark.parametrize("value", UNUSABLE)
def test_a_number_that_is_not_one_is_refused_by_name(value: object) -> None:
    with pytest.raises(RiskInputError, match="equity"):
        finite("equity", value)  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize("value", [0.0, -1.0, Decimal(0), *UNUSABLE])
def test_a_number_that_must_be_positive_is_refused_at_zero(value: object) -> None:
    with pytest.raises(RiskInputError):
        positive("price", value)  # type: ignore[arg-type]  # the point of the test


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_becomes_the_decimal_it_is_written_as(value: float) -> None:
    assert float(finite("price", value)) == value
    assert finite("price", value) == Decimal(repr(value))


def test_one_tenth_is_one_tenth() -> None:
    assert finite("price", 0.1) * 3 == Decimal("0.3")


@pytest.mark.parametrize("value", [*UNUSABLE, -0.1, 100.5])
def test_a_number_outside_its_scale_is_refused_by_name(value: object) -> None:
    with pytest.raises(RiskInputError, match="strength"):
        within("strength", value, 100)  # type: ignore[arg-type]  # the point of the test
    assert within("strength", 100.0, 100) == 100
