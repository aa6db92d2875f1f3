"""Signs of indicators, and the two sub-scores with weights and smoothing of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.scoring import INDICATORS, ScoringConfigError, load_profile, score_candles
from enygma.scoring.sub_scores import TREND, SubScore, SubScores
from enygma.scoring.warmup import startup_candles, warmup_candles

points = st.lists(st.integers(-400, 400), min_size=1, max_size=60)


def loaded(**scoring: Any) -> Any:
    return load_profile({"profile": "canonical", "scoring": scoring}, {})


def test_every_sign_turned_turns_the_score(candles: pd.DataFrame) -> None:
    plain = score_candles(candles, "30m", loaded())
    turned = {each: {"inverted": True} for each in INDICATORS}
    other = score_candles(candles, "30m", loaded(indicators=turned))
    assert plain["enygma_score"].any()
    assert (plain["enygma_score"] == -other["enygma_score"]).all()
    assert (plain["enygma_confluence"] == other["enygma_confluence"]).all()


def test_one_sign_turned_turns_the_points_of_one(candles: pd.DataFrame) -> None:
    plain = score_candles(candles, "30m", loaded())
    other = score_candles(candles, "30m", loaded(indicators={"cmf": {"inverted": True}}))
    for each in INDICATORS:
        sign = -1 if each == "cmf" else 1
        assert (plain[f"enygma_points_{each}"] == sign * other[f"enygma_points_{each}"]).all()


@given(points, st.integers(0, 300), st.integers(1, 20))
def test_a_sub_score_is_the_weighted_mean_of_its_last_candles(
    values: list[int], weight_pct: int, smoothing: int
) -> None:
    part = SubScore(weight_pct=weight_pct, smoothing=smoothing)
    for row, got in enumerate(part.of(np.array(values, np.int16))):
        window = values[max(0, row - smoothing + 1) : row + 1]
        assert got == pytest.approx(sum(window) / len(window) * weight_pct / 100, abs=0.5 + 1e-6)


@given(st.lists(st.integers(-50, 50), min_size=12, max_size=12))
def test_the_default_is_the_plain_sum(values: list[int]) -> None:
    rows = np.array(values, np.int16)[:, None]
    assert SubScores().total(rows, INDICATORS).tolist() == [sum(values)]


def test_without_its_weight_a_part_leaves_the_other(candles: pd.DataFrame) -> None:
    score = score_candles(
        candles,
        "30m",
        loaded(
            sub_scores={"mean_reversion": {"weight_pct": 0}},
            volatility={"low_modifier": 0, "medium_modifier": 0, "high_modifier": 0},
        ),
    )
    warm = score["enygma_regime"] != "UNKNOWN"
    trend = score[[f"enygma_points_{each}" for each in TREND]].sum(axis=1)
    assert (score.loc[warm, "enygma_score"] == trend[warm].clip(-200, 200)).all()


def test_smoothing_takes_candles_more_to_know(candles: pd.DataFrame) -> None:
    smooth = loaded(sub_scores={"trend": {"smoothing": 90}})
    assert startup_candles("30m", smooth) == startup_candles("30m", loaded()) + 89
    assert warmup_candles("30m", smooth) > warmup_candles("30m", loaded())
    cut = candles.iloc[-1000:].reset_index(drop=True)
    start = startup_candles("30m", smooth)
    one = score_candles(candles, "30m", smooth)["enygma_score"].to_numpy()[-1000 + start :]
    other = score_candles(cut, "30m", smooth)["enygma_score"].to_numpy()[start:]
    assert (one == other).all()


@pytest.mark.parametrize(
    ("scoring", "message"),
    [
        ({"sub_scores": {"trend": {"weight_pct": -1}}}, r"sub_scores\.trend\.weight_pct: -1"),
        ({"sub_scores": {"trend": {"smoothing": 0}}}, r"sub_scores\.trend\.smoothing: 0"),
        ({"sub_scores": {"momentum": {}}}, r"sub_scores\.momentum: there is no such setting"),
        ({"indicators": {"cmf": {"inverted": 3}}}, r"indicators\.cmf\.inverted: 3"),
    ],
)
def test_parts_that_cannot_be_are_named(scoring: dict[str, Any], message: str) -> None:
    with pytest.raises(ScoringConfigError, match=message):
        loaded(**scoring)
