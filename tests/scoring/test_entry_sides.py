"""Gates asked again answer as they did, and as they would with other numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.scoring import PROFILES, ScoringProfile, entry_sides, load_profile, score_candles


@pytest.mark.parametrize("name", list(PROFILES))
def test_with_the_same_gates_the_answer_is_the_same(candles: pd.DataFrame, name: str) -> None:
    easy = {"profile": name, "scoring": {"gates": {"min_score": 40, "min_confidence": 0.7}}}
    for profile in (PROFILES[name], load_profile(easy, {})):
        scored = score_candles(candles, "30m", profile)
        np.testing.assert_array_equal(entry_sides(scored, profile.gates), scored["enygma_entry"])
    assert scored["enygma_entry"].any(), "a test of nothing but zeros could not fail"


@given(
    min_score=st.integers(20, 120),
    confidence=st.integers(50, 98),
    votes=st.integers(0, 9),
    cross=st.booleans(),
)
def test_other_thresholds_give_what_scoring_with_them_gives(
    candles: pd.DataFrame,
    canonical: ScoringProfile,
    *,
    min_score: int,
    confidence: int,
    votes: int,
    cross: bool,
) -> None:
    gates = {
        "min_score": min_score,
        "min_confidence": confidence / 100,
        "min_confluence": votes,
        "require_cross": cross,
    }
    other = load_profile({"profile": "canonical", "scoring": {"gates": gates}}, {})
    asked_again = entry_sides(score_candles(candles, "30m", canonical), other.gates)
    np.testing.assert_array_equal(asked_again, score_candles(candles, "30m", other)["enygma_entry"])


def test_candles_before_the_warm_up_stay_out_however_low_the_threshold(
    candles: pd.DataFrame, canonical: ScoringProfile
) -> None:
    free = {
        "min_score": 1,
        "dead_zone": 0,
        "min_confluence": 0,
        "min_confluence_pct": 0,
        "min_confidence": 0,
        "require_trend": False,
        "block_toxic_band": False,
    }
    gates = load_profile({"profile": "canonical", "scoring": {"gates": free}}, {}).gates
    scored = score_candles(candles, "30m", canonical)
    assert not entry_sides(scored, gates)[:113].any()
