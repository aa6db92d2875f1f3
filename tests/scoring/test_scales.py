"""A coin's price and its unit of volume are no signal."""

from __future__ import annotations

import pandas as pd
import pytest

from enygma.scoring import COLUMNS, ScoringProfile, score_candles

PRICES = ["open", "high", "low", "close"]


@pytest.mark.parametrize("factor", [1e-11, 1e-8, 1e7])
def test_neither_a_very_cheap_nor_a_very_dear_coin_is_scored_differently(
    candles: pd.DataFrame, with_rsi: ScoringProfile, factor: float
) -> None:
    scaled = candles.assign(**{name: candles[name] * factor for name in PRICES})

    _assert_same_scores(candles, scaled, with_rsi)


@pytest.mark.parametrize("factor", [1e-6, 0.001, 1e9])
def test_the_score_does_not_depend_on_the_unit_of_the_volume(
    candles: pd.DataFrame, with_rsi: ScoringProfile, factor: float
) -> None:
    _assert_same_scores(candles, candles.assign(volume=candles["volume"] * factor), with_rsi)


def _assert_same_scores(one: pd.DataFrame, other: pd.DataFrame, profile: ScoringProfile) -> None:
    columns = list(COLUMNS)
    pd.testing.assert_frame_equal(
        score_candles(one, "30m", profile)[columns], score_candles(other, "30m", profile)[columns]
    )
