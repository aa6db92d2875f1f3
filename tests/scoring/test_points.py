"""From signals that hold to points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.scoring.points import points_of, scaled_points

SIGNALS = ((20, False), (10, False), (5, True))


def _points(*holds: str, weight: int = 20, limit: int = 40) -> int:
    """Points where `+i` or `-i` hold: signal i on its bullish or bearish side."""
    code = sum(1 << (2 * int(each[1]) + (each[0] == "-")) for each in holds)
    return int(points_of(SIGNALS, weight, 20, limit)[code])


@pytest.mark.parametrize(
    ("holds", "points"),
    [
        ((), 0),
        (("+0",), 20),
        (("-0",), -20),
        (("+0", "+1"), 20),
        (("+0", "-1"), 20),
        (("-0", "+1"), -20),
        (("+0", "-0"), 0),
        (("+1", "+2"), 15),
        (("+2",), 5),
        (("+0", "-2"), 15),
        (("-0", "-1", "-2"), -25),
    ],
)
def test_the_strongest_signal_counts_and_a_bonus_is_added(
    holds: tuple[str, ...], points: int
) -> None:
    assert _points(*holds) == points


@pytest.mark.parametrize(("weight", "points"), [(10, 13), (20, 25), (30, 38), (0, 0)])
def test_a_weight_scales_the_sum_and_halves_round_away_from_zero(weight: int, points: int) -> None:
    assert _points("+0", "+2", weight=weight) == points
    assert _points("-0", "-2", weight=weight) == -points


def test_the_sum_is_clamped() -> None:
    assert _points("+0", "+2", limit=22) == 22
    assert _points("-0", "-2", limit=22) == -22


@settings(derandomize=True, deadline=None)
@given(value=st.integers(-100_000, 100_000))
def test_halves_round_away_from_zero(value: int) -> None:
    half = value / 2

    expected = int(np.sign(value)) * ((abs(value) + 1) // 2)
    assert scaled_points(np.array([half]), 1.0, 32_000)[0] == np.clip(expected, -32_000, 32_000)


def test_a_half_in_decimals_is_a_half() -> None:
    assert scaled_points(np.array([15.0]), 0.7, 40)[0] == 11
