"""An entry's tag says what spoke for it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from enygma.scoring import ScoringProfile, entry_tags, score_candles
from enygma.scoring.tags import TAG_LENGTH


@pytest.fixture
def scored(candles: pd.DataFrame, canonical: ScoringProfile) -> pd.DataFrame:
    return score_candles(candles, "30m", canonical)


def test_a_tag_names_score_class_and_who_voted_for_it(
    scored: pd.DataFrame, canonical: ScoringProfile
) -> None:
    counted = canonical.counted("30m")
    entries = (scored["enygma_entry"] != 0).to_numpy()

    tags = entry_tags(scored, entries, counted)

    assert tags[entries].notna().all()
    assert {each[0] for each in tags[entries]} == {"+", "-"}
    for row, tag in tags[entries].items():
        score, name, *voters = tag.split(" ")
        assert int(score) == scored.at[row, "enygma_score"]
        assert name == scored.at[row, "enygma_class"]
        points = {each.short_name: scored.at[row, f"enygma_points_{each.name}"] for each in counted}
        backing = [points[voter] * np.sign(int(score)) for voter in voters]
        assert len(voters) == scored.at[row, "enygma_confluence"]
        assert backing == sorted(backing, reverse=True)
        assert min(backing) > 0


def test_rows_without_an_entry_have_no_tag(scored: pd.DataFrame, canonical: ScoringProfile) -> None:
    nobody = np.zeros(len(scored), bool)

    assert entry_tags(scored, nobody, canonical.counted("30m")).isna().all()


def test_tags_keep_the_index_of_the_frame(scored: pd.DataFrame, canonical: ScoringProfile) -> None:
    moved = scored.set_index(scored.index + 5000)

    tags = entry_tags(moved, np.ones(len(moved), bool), canonical.counted("30m"))

    pd.testing.assert_index_equal(tags.index, moved.index)


def test_freqtrade_stores_a_tag_in_which_everyone_voted(
    scored: pd.DataFrame, with_rsi: ScoringProfile
) -> None:
    unanimous = scored.iloc[-1:].copy()
    counted = with_rsi.counted("30m")
    unanimous["enygma_score"] = -200
    unanimous["enygma_class"] = "EXTREME_SELL"
    unanimous[[f"enygma_points_{each.name}" for each in counted]] = -20

    tag = entry_tags(unanimous, np.array([True]), counted).iloc[0]

    assert len(tag) < TAG_LENGTH
    assert tag.endswith(counted[-1].short_name)


def test_the_length_of_a_tag_is_the_one_that_freqtrade_stores() -> None:
    from freqtrade.constants import CUSTOM_TAG_MAX_LENGTH

    assert TAG_LENGTH == CUSTOM_TAG_MAX_LENGTH
