"""Which candle a time means."""

from __future__ import annotations

import pandas as pd
import pytest

from enygma.research.moment import candle_at, parse_time
from enygma.research.refusal import CandleStoreError, RequestError

CANDLES = pd.DataFrame({"date": pd.date_range("2026-01-05", periods=48, freq="30min", tz="UTC")})


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05T14:30",
        "2026-01-05 14:30:00",
        "2026-01-05T14:30Z",
        "2026-01-05T15:30+01:00",
        "2026-01-05T09:30-05:00",
    ],
)
def test_a_time_is_utc_unless_it_names_an_offset(text: str) -> None:
    assert parse_time(text) == pd.Timestamp("2026-01-05 14:30", tz="UTC")


@pytest.mark.parametrize(
    "text", ["", "now", "14:30", "2026-13-05T14:30", "05.01.2026", "NaT", "1e9"]
)
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(RequestError, match="is no time; write it as 2026-01-05T14:30"):
        parse_time(text)


@pytest.mark.parametrize("minutes", [0, 1, 29])
def test_a_time_within_a_candle_means_that_candle(minutes: int) -> None:
    opened = pd.Timestamp("2026-01-05 14:30", tz="UTC")
    moment = candle_at(CANDLES, opened + pd.Timedelta(minutes=minutes), "30m")
    assert moment.opened == opened
    assert moment.closed == opened + pd.Timedelta(minutes=30)
    assert str(moment) == "opened 2026-01-05 14:30, closed 2026-01-05 15:00 UTC"


def test_the_last_candle_can_be_asked_for() -> None:
    last = CANDLES["date"].iloc[-1]
    assert candle_at(CANDLES, last, "30m").opened == last


@pytest.mark.parametrize("text", ["2026-01-04T23:59", "2026-01-06T00:00"])
def test_a_time_outside_names_the_range_at_hand(text: str) -> None:
    with pytest.raises(CandleStoreError) as error:
        candle_at(CANDLES, parse_time(text), "30m")
    assert "open from 2026-01-05 00:00 to 2026-01-05 23:30 UTC" in str(error.value)
