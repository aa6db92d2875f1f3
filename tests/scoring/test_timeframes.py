"""Names of timeframes."""

from __future__ import annotations

import pytest

from enygma.scoring import TIMEFRAMES, ScoringConfigError
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
