"""A scored frame survives what freqtrade does with the frames of a strategy."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from freqtrade.misc import dataframe_to_json, json_to_dataframe
from freqtrade.rpc.rpc import RPC
from freqtrade.strategy import merge_informative_pair

from enygma.scoring import COLUMNS, ScoringProfile, score_candles

NAMES = {"enygma_class": object, "enygma_regime": object}


@pytest.fixture
def scored(candles: pd.DataFrame, strict: ScoringProfile) -> pd.DataFrame:
    return score_candles(candles, "30m", strict)


def test_names_are_merged_from_a_longer_timeframe(
    candles: pd.DataFrame, scored: pd.DataFrame, strict: ScoringProfile
) -> None:
    coarse = candles.iloc[::4].reset_index(drop=True)

    merged = merge_informative_pair(
        scored, score_candles(coarse, "2h", strict), "30m", "2h", ffill=True
    )

    assert {f"{name}_2h" for name in COLUMNS} <= set(merged)
    assert set(merged["enygma_class_2h"].dropna()) <= {"NEUTRAL", *scored["enygma_class"]}
    assert merged["enygma_regime_2h"].iloc[10:].notna().all()


def test_the_api_answers_with_names_and_numbers(scored: pd.DataFrame) -> None:
    answer = RPC._convert_dataframe_to_dict(
        "EnygmaStrategy",
        "BTC/USDT:USDT",
        "30m",
        scored.copy(),
        scored["date"].iloc[-1],
        None,
        False,
    )

    last = dict(
        zip(answer["columns"], json.loads(json.dumps(answer["data"][-1], default=str)), strict=True)
    )
    assert last["enygma_class"] == scored["enygma_class"].iloc[-1]
    assert last["enygma_score"] == scored["enygma_score"].iloc[-1]


def test_a_message_to_other_bots_carries_them(scored: pd.DataFrame) -> None:
    received = json_to_dataframe(dataframe_to_json(scored))

    assert received["enygma_class"].tolist() == scored["enygma_class"].tolist()
    assert received["enygma_score"].tolist() == scored["enygma_score"].tolist()


def test_a_feather_file_keeps_them(scored: pd.DataFrame, tmp_path: Path) -> None:
    scored.to_feather(tmp_path / "scored.feather")

    kept = pd.read_feather(tmp_path / "scored.feather").astype(NAMES)
    pd.testing.assert_frame_equal(kept, scored.astype(NAMES))
