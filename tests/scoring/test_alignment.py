"""Several timeframes must agree, but where there are many, not all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.scoring import PROFILES, ScoringError, timeframe_alignment

GATES = PROFILES["canonical"].gates
SCORES = st.integers(-220, 220)


def _aligned(*scores: float) -> bool:
    return bool(timeframe_alignment([[score] for score in scores], GATES)[0])


@pytest.mark.parametrize(
    ("scores", "lets_in"),
    [
        ((90, 20), True),
        ((90, 19), False),
        ((90, -50), False),
        ((-90, -20), True),
        ((-90, 20), False),
        ((19, 90), False),
        ((90,), False),
        ((90, 30, 0), True),
        ((90, 30, -30), True),
        ((90, 30, 30), False),
        ((90, 30, 30, 30), False),
        ((90, 30, 30, 30, 0), True),
        ((90, 30, 30, 30, 30, 0), False),
        ((90, float("nan")), False),
        ((0, 0), False),
    ],
)
def test_two_to_four_timeframes_must_agree_but_not_all_of_more_than_two(
    scores: tuple[float, ...], lets_in: bool
) -> None:
    assert _aligned(*scores) is lets_in


@settings(derandomize=True, deadline=None)
@given(scores=st.lists(SCORES, min_size=1, max_size=6))
def test_a_mirrored_market_is_judged_alike(scores: list[int]) -> None:
    assert _aligned(*scores) == _aligned(*(-score for score in scores))


@settings(derandomize=True, deadline=None)
@given(rows=st.lists(st.tuples(SCORES, SCORES, SCORES), min_size=1, max_size=50))
def test_each_candle_is_judged_alone(rows: list[tuple[int, int, int]]) -> None:
    together = timeframe_alignment(np.array(rows).T, GATES)

    assert together.tolist() == [_aligned(*row) for row in rows]


def test_full_agreement_can_be_allowed() -> None:
    gates = GATES.model_copy(update={"block_full_alignment": False})

    assert timeframe_alignment([[90], [30], [30]], gates).all()


def test_a_gate_that_is_off_lets_everything_in() -> None:
    gates = GATES.model_copy(update={"require_alignment": False})

    assert timeframe_alignment([[90, 10], [-90, 0]], gates).tolist() == [True, True]


def test_no_timeframe_at_all_is_refused() -> None:
    with pytest.raises(ScoringError, match="primary timeframe at least"):
        timeframe_alignment([], GATES)
