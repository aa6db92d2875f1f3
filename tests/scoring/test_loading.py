"""A profile from the configuration and the environment, and what is refused there."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from enygma.scoring import PROFILES, ScoringConfigError, ScoringProfile, load_profile


@pytest.mark.parametrize("section", [None, {}, {"slippage_per_side": 0.001, "timeframes": ["1h"]}])
def test_the_strict_profile_holds_unless_another_is_named(section: dict[str, Any] | None) -> None:
    assert load_profile(section, {}) == PROFILES["strict"]


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_is_chosen_by_name(name: str) -> None:
    assert load_profile({"profile": name}, {}) == PROFILES[name]


@pytest.mark.parametrize("name", PROFILES)
def test_every_number_of_a_profile_can_be_written_into_the_config(name: str) -> None:
    numbers = PROFILES[name].model_dump(by_alias=True, mode="json")

    assert load_profile({"profile": name, "scoring": numbers}, {}) == PROFILES[name]


def test_an_override_changes_one_number_and_leaves_the_rest() -> None:
    profile = load_profile(
        {
            "profile": "canonical",
            "scoring": {"indicators": {"rsi": {"timeframes": {"30m": {"oversold": 25}}}}},
        },
        {},
    )

    canonical = PROFILES["canonical"]
    rsi, before = profile.indicators.rsi.timeframes, canonical.indicators.rsi.timeframes
    assert rsi.at("30m").oversold == 25.0
    assert rsi.at("30m").overbought == before.at("30m").overbought
    assert rsi.at("15m") == before.at("15m")
    assert profile.gates == canonical.gates


def test_the_environment_comes_last() -> None:
    profile = load_profile(
        {"profile": "strict", "scoring": {"gates": {"min_score": 85, "min_confidence": 0.91}}},
        {"STRICT_ENTRY_MIN_SCORE": "90", "STRICT_MIN_CONFIDENCE": "0.95", "HOME": "/"},
    )

    assert (profile.gates.min_score, profile.gates.min_confidence) == (90, 0.95)
    assert profile.gates.require_cross


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert load_profile({}, {"STRICT_ENTRY_MIN_SCORE": " "}) == PROFILES["strict"]


def test_a_weight_scales_the_points_of_its_indicator() -> None:
    profile = load_profile({"scoring": {"indicators": {"obv": {"weight": 9}}}}, {})

    assert profile.indicators.obv.weight == 9


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"profile": "bold"}, r"enygma\.profile: 'bold' is none; there are canonical, strict"),
        ({"profile": 3}, r"enygma\.profile: 3 is none"),
        ({"scoring": [1]}, r"enygma\.scoring: \[1\] is no section"),
        ({"scoring": {"gate": {}}}, r"enygma\.scoring\.gate: there is no such setting"),
        (
            {"scoring": {"gates": {"min_scor": 80}}},
            r"enygma\.scoring\.gates\.min_scor: there is no such setting",
        ),
        (
            {"scoring": {"gates": {"min_score": 500}}},
            r"enygma\.scoring\.gates\.min_score: 500: should be less than or equal to 220",
        ),
        (
            {"scoring": {"gates": {"min_score": "many"}}},
            r"enygma\.scoring\.gates\.min_score: 'many': should be a valid integer",
        ),
        (
            {"scoring": {"gates": {"min_confidence": 0.855}}},
            r"min_confidence: 0\.855: should be a multiple of 0\.01",
        ),
        (
            {"scoring": {"gates": {"min_confidence": float("nan")}}},
            r"min_confidence: nan: should be",
        ),
        (
            {"scoring": {"gates": {"toxic_from": 200, "toxic_to": 100}}},
            r"toxic_from \(200\) must not exceed toxic_to \(100\)",
        ),
        (
            {"scoring": {"gates": {"min_timeframes": 5}}},
            r"min_timeframes \(5\) must not exceed max_timeframes \(4\)",
        ),
        (
            {"scoring": {"classes": {"weak": 70}}},
            r"weak \(70\), plain \(65\), strong \(95\) and extreme \(130\) must rise",
        ),
        (
            {"scoring": {"volatility": {"low_percentile": 80}}},
            r"low_percentile \(80\) must not exceed high_percentile \(75\)",
        ),
        (
            {"scoring": {"indicators": {"rsi": {"timeframes": {"30m": {"oversold": 80}}}}}},
            r"oversold \(80\) must be below overbought \(75\)",
        ),
        (
            {"scoring": {"indicators": {"williams_r": {"timeframes": {"5m": {"oversold": -10}}}}}},
            r"oversold \(-10\) must be below overbought \(-20\)",
        ),
        (
            {"scoring": {"indicators": {"macd": {"fast": 30}}}},
            r"fast \(30\) must be below slow \(26\)",
        ),
        (
            {"scoring": {"indicators": {"awesome_oscillator": {"slow": 5}}}},
            r"fast \(5\) must be below slow \(5\)",
        ),
        (
            {"scoring": {"indicators": {"ema_trend": {"medium": 60}}}},
            r"short \(10\), medium \(60\) and long \(50\) must rise",
        ),
        (
            {"scoring": {"indicators": {"cci": {"level": 300}}}},
            r"level \(300\) must not exceed extreme_level \(200\)",
        ),
        (
            {"scoring": {"order_book": {"moderate_imbalance": 0.5}}},
            r"moderate_imbalance \(0\.5\) must not exceed strong_imbalance \(0\.3\)",
        ),
        (
            {"scoring": {"indicators": {"kdj": {"off_timeframes": ["3m"]}}}},
            r"kdj\.off_timeframes\.0: '3m':",
        ),
        (
            {"scoring": {"borrowed_timeframes": {"fast": "5m"}}},
            "timeframe 'fast' is none: write a number",
        ),
        (
            {"scoring": {"borrowed_timeframes": {"1h": "5m"}}},
            "1h has parameters of its own",
        ),
    ],
)
def test_nonsense_is_refused_by_name_with_what_is_allowed(
    section: dict[str, Any], message: str
) -> None:
    with pytest.raises(ScoringConfigError, match=message):
        load_profile(section, {})


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("STRICT_ENTRY_MIN_SCORE", "high", "STRICT_ENTRY_MIN_SCORE: 'high' is not a whole number"),
        ("STRICT_ENTRY_MIN_SCORE", "80.5", "'80.5' is not a whole number"),
        ("STRICT_ENTRY_MIN_SCORE", "0", "STRICT_ENTRY_MIN_SCORE: 0: should be greater"),
        ("STRICT_MIN_CONFIDENCE", "sure", "STRICT_MIN_CONFIDENCE: 'sure' is not a number"),
        ("STRICT_MIN_CONFIDENCE", "90", "STRICT_MIN_CONFIDENCE: 90.0: should be less"),
        ("STRICT_MIN_CONFIDENCE", "nan", "STRICT_MIN_CONFIDENCE: nan: should be"),
    ],
)
def test_nonsense_in_the_environment_is_refused(variable: str, value: str, message: str) -> None:
    with pytest.raises(ScoringConfigError, match=message):
        load_profile({}, {variable: value})


def test_every_indicator_switched_off_is_refused() -> None:
    off = {name: {"enabled": False} for name in PROFILES["strict"].indicators.model_dump()}

    with pytest.raises(ScoringConfigError, match="every indicator is switched off on 5m"):
        load_profile({"scoring": {"indicators": off}}, {})


def test_a_profile_cannot_be_changed_and_can_be_a_key() -> None:
    profile: ScoringProfile = PROFILES["strict"]

    with pytest.raises(ValidationError, match="frozen"):
        profile.gates.min_score = 10  # type: ignore[misc]
    assert len({profile, PROFILES["canonical"], load_profile({}, {})}) == 2
