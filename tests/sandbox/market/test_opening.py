"""The market a user asks for is the one that opens."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from enygma.sandbox.market import (
    Candles,
    MarketDataError,
    ReplayMarket,
    SyntheticMarket,
    open_market,
)

DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS
NOW_MS = 1_790_000_123_456
Record = Callable[..., Candles]


def test_without_data_two_synthetic_years_of_six_pairs_open() -> None:
    market = open_market(NOW_MS)
    assert isinstance(market, SyntheticMarket)
    assert len(market.contracts) == 6
    assert (NOW_MS - market.first_ms) // DAY_MS == 730
    assert market.last_ms >= NOW_MS + 365 * DAY_MS
    assert "seed 42" in market.notes[0]


def test_a_folder_opens_as_a_replay_at_its_own_time(record: Record, tmp_path: Path) -> None:
    candles = record("XBTUSDTM", 30, tmp_path, "30m")
    market = open_market(NOW_MS, folders=[tmp_path])
    assert isinstance(market, ReplayMarket)
    assert market.first_ms == candles.ms[0]


def test_a_replay_can_be_moved_to_the_present(record: Record, tmp_path: Path) -> None:
    candles = record("XBTUSDTM", 30, tmp_path, "30m")
    market = open_market(NOW_MS, folders=[tmp_path], shift_to_now=True)
    assert market.first_ms < NOW_MS < market.last_ms
    assert (market.first_ms - int(candles.ms[0])) % (7 * DAY_MS) == 0
    assert market.last_ms - NOW_MS >= 7 * DAY_MS
    recent = market.candles("XBTUSDTM", 30, NOW_MS - DAY_MS, NOW_MS, NOW_MS)
    assert np.isin(recent.close[:-1], candles.close).all()


def test_a_recording_too_short_for_the_present_is_refused(record: Record, tmp_path: Path) -> None:
    record("XBTUSDTM", 30, tmp_path, "30m", days=3)
    recording = ReplayMarket([tmp_path])
    weeks = -(-(NOW_MS - recording.last_ms) // WEEK_MS)
    outside_ms = recording.last_ms + weeks * WEEK_MS - 3 * DAY_MS - 1
    with pytest.raises(MarketDataError, match="too short"):
        open_market(outside_ms, folders=[tmp_path], shift_to_now=True)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MarketDataError, match="does not exist"):
        open_market(NOW_MS, folders=[tmp_path / "none"])
