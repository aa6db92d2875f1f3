"""Numbers as KuCoin writes them."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.sandbox.server.numbers import decimals, rounded, rows, text, text_rows


@pytest.mark.parametrize(
    ("step", "digits"),
    [("0.1", 1), ("0.01", 2), ("1E-5", 5), ("0.10", 1), ("1", 0), ("10", 0), ("1E+2", 0)],
)
def test_decimals_of_a_tick(step: str, digits: int) -> None:
    assert decimals(Decimal(step)) == digits


@pytest.mark.parametrize(
    ("number", "digits", "written"),
    [
        (84477.0, 1, "84477"),
        (84476.9, 1, "84476.9"),
        (1080991.7836, 4, "1080991.7836"),
        (0.00001, 5, "0.00001"),
        (100.0, 0, "100"),
        (1200.0, 2, "1200"),
    ],
)
def test_text_has_neither_trailing_zeros_nor_an_exponent(
    number: float, digits: int, written: str
) -> None:
    assert text(number, digits) == written


@given(number=st.floats(-1e9, 1e9), digits=st.integers(0, 10))
def test_text_is_within_half_a_unit_of_the_last_digit(number: float, digits: int) -> None:
    written = text(number, digits)

    assert abs(Decimal(written) - Decimal(number)) <= Decimal(1).scaleb(-digits) / 2
    assert "e" not in written.lower()
    assert "." not in written or not written.endswith("0")


def test_negative_zero_loses_its_sign() -> None:
    assert str(rounded(-0.0000001, 4)) == "0.0"


def test_levels_are_numbers_or_texts_with_whole_lots() -> None:
    levels = np.array([[84476.9, 488.0], [84477.0, 38.0]])

    assert rows(levels, 1) == [[84476.9, 488], [84477.0, 38]]
    assert text_rows(levels, 1) == [["84476.9", 488], ["84477", 38]]


def test_text_of_almost_nothing_has_no_sign() -> None:
    assert text(-0.0000001, 4) == "0"
