"""Whether windows agree on a parameter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.research.walk_forward.stability import spread_of

NUMBERS = {"low": -5.0, "high": 15.0}


@given(st.lists(st.floats(-5, 15) | st.none(), max_size=12))
def test_a_spread_is_a_share_of_what_was_searched(values: list[float | None]) -> None:
    spread = spread_of(values, NUMBERS)
    known = [each for each in values if each is not None]
    assert (spread is None) == (len(known) < 2)
    assert spread is None or 0 <= spread <= 1
    assert spread is None or (spread == 0) == (len(set(known)) == 1) or spread < 1e-12


@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=12), st.integers(4, 9))
def test_choices_agree_where_all_are_the_same(values: list[str], choices: int) -> None:
    spread = spread_of(values, {"choices": list(range(choices))})
    assert spread is not None
    assert 0 <= spread <= 1
    assert (spread == 0) == (len(set(values)) == 1)


@pytest.mark.parametrize(
    ("values", "told", "spread"),
    [
        ([1, 1, 11], {"low": 1, "high": 21}, 0.5),
        ([1, 21], {"low": 1, "high": 21}, 1.0),
        ([True, False, True, False], {"choices": [True, False]}, 1.0),
        ([True, True, True, False], {"choices": [True, False]}, 0.5),
        (["a", "b", "c"], {"choices": ["a", "b", "c"]}, 1.0),
        ([3, None], {"low": 1, "high": 9}, None),
        ([3, 3], {"low": 3, "high": 3}, None),
        (["a", "a"], {"choices": ["a"]}, None),
    ],
)
def test_spreads(values: list[object], told: dict[str, object], spread: float | None) -> None:
    assert spread_of(values, told) == spread
