"""What the page on scoring tells a trader to write works, and its numbers are those in force."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from enygma.scoring import (
    COLUMNS,
    GATES,
    INDICATORS,
    PROFILES,
    TIMEFRAMES,
    ScoringConfigError,
    load_profile,
    score_candles,
    startup_candles,
    warmup_candles,
)


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs" / "scoring.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def examples(page: str) -> list[dict[str, Any]]:
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]


def test_the_first_example_raises_the_threshold_and_switches_rsi_on(
    examples: list[dict[str, Any]],
) -> None:
    profile = load_profile(examples[0]["enygma"], {})

    assert profile.gates.min_score == 85
    assert profile.indicators.rsi.enabled
    assert profile.gates.require_cross


def test_every_example_scores_candles(
    examples: list[dict[str, Any]], candles: pd.DataFrame
) -> None:
    for example in examples:
        profile = load_profile(example["enygma"], {})

        assert score_candles(candles, "30m", profile)["enygma_score"].any()
    assert len(examples) == 2


def test_the_message_it_quotes_is_the_one_that_comes(page: str) -> None:
    with pytest.raises(ScoringConfigError) as refused:
        load_profile({"scoring": {"gates": {"min_score": 500}}}, {})

    assert str(refused.value) in page


def test_it_names_every_indicator_gate_profile_and_column(page: str) -> None:
    for name in (*INDICATORS, *GATES, *PROFILES):
        assert f"`{name}`" in page
    for column in COLUMNS:
        general = re.sub(r"_(points|gate)_.*", r"_\1_<", column)
        assert f"`{column}`" in page or f"`{general}" in page


def test_the_numbers_of_candles_are_those_in_force(page: str) -> None:
    strict = PROFILES["strict"]

    assert {warmup_candles(each, strict) for each in TIMEFRAMES} == {113}
    assert "after 113 candles" in page
    for timeframe in TIMEFRAMES:
        assert f"{startup_candles(timeframe, strict)} " in page


@pytest.mark.parametrize("name", PROFILES)
def test_what_the_gates_ask_is_what_the_table_says(page: str, name: str) -> None:
    gates, column = PROFILES[name].gates, {"canonical": 1, "strict": 2}[name]
    asked = {gate: _cells(page, gate)[column] for gate in GATES}

    assert asked["threshold"] == str(gates.min_score)
    assert asked["cross"] == ("yes" if gates.require_cross else "no")
    assert asked["confidence"] == f"{gates.min_confidence:.2f}"
    assert asked["confluence"] == f"{gates.min_confluence} and {gates.min_confluence_pct:g} %"


@pytest.mark.parametrize("name", INDICATORS)
def test_the_limits_in_the_table_are_those_in_force(page: str, name: str) -> None:
    indicator = getattr(PROFILES["canonical"].indicators, name)

    assert _cells(page, name)[-1] == str(indicator.max_points)


def _cells(page: str, key: str) -> list[str]:
    """The cells of a table's row to the right of the key."""
    row = re.search(rf"^\|.*`{key}` \|(.*)\|$", page, re.MULTILINE)
    assert row is not None
    return [cell.strip() for cell in row[1].split("|")]
