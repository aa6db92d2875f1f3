"""Names of timeframes."""

from __future__ import annotations

import pandas as pd
import pytest

from enygma.scoring import TIMEFRAMES, ScoringConfigError, load_profile, score_candles
from enygma.scoring.timeframes import timeframe_minutes


@pytest.mark.parametrize(
    ("name", "minutes"),
    [("1m", 1), ("5m", 5), ("30m", 30), ("4h", 240), ("1d", 1440), ("1w", 10080)],
)
def test_a_name_says_how_long_a_candle_is(name: str, minutes: int) -> None:
    assert timeframe_minutes(name) == minutes


def test_the_known_timeframes_rise() -> None:
    lengths = [timeframe_minutes(each) for each in TIMEFRAMES]

    assert lengths == sorted(set(lengths))


@pytest.mark.parametrize("name", ["", "m", "5", "0m", "-5m", "1.5h", "5x", "h1"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ScoringConfigError, match="write a number and one of m, h, d, w"):
        timeframe_minutes(name)


@pytest.mark.parametrize("timeframe", ["8h", "12h", "1d"])
def test_longer_candles_are_scored_with_the_numbers_of_4h(
    candles: pd.DataFrame, timeframe: str
) -> None:
    profile = load_profile({}, {})
    assert profile.parameters_timeframe(timeframe) == "4h"
    scored = score_candles(candles, timeframe, profile)
    assert scored.equals(score_candles(candles, "4h", profile))


def test_a_timeframe_that_is_borrowed_in_addition_takes_none_away() -> None:
    borrowed = {"borrowed_timeframes": {"3m": "5m", "1d": "2h"}}
    profile = load_profile({"scoring": borrowed}, {})
    own = {each: profile.parameters_timeframe(each) for each in ("3m", "1d", "12h")}
    assert own == {"3m": "5m", "1d": "2h", "12h": "4h"}
