"""What the newest candle holds, read by column, is what the last row of freqtrade's slice holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from freqtrade.data.dataprovider import DataProvider
from freqtrade.enums import CandleType, RunMode
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, date_range

from custom_risk import load_settings
from custom_risk.signal_reader import SignalReader
from custom_risk.strategy_candles import StrategyCandles
from enygma.backtests.digest import digest
from enygma.backtests.fast.newest import NAME, newest_told

PAIR, COUNT = "BTC/USDT:USDT", 40
COLUMNS = ("close", "score", "kind", "day", "absent")
SETTINGS = load_settings(None)
CONFIG: dict[str, Any] = {
    "candle_type_def": CandleType.FUTURES,
    "runmode": RunMode.BACKTEST,
    "timeframe": "30m",
}
FRAME = DataFrame(
    {
        "date": date_range("2026-01-01", periods=COUNT, freq="30min", tz="UTC"),
        "close": np.linspace(1, 2, COUNT),
        "score": np.arange(COUNT, dtype=np.int16),
        "kind": ["LOW", None] * (COUNT // 2),
        "day": [np.nan, 1.0] * (COUNT // 2),
    }
)


class Strategy:
    """What candles are read for."""

    timeframe = "30m"

    def __init__(self, provider: DataProvider) -> None:
        self.dp = provider


@pytest.fixture(scope="module")
def provider() -> DataProvider:
    found = DataProvider(CONFIG, None)
    found._set_cached_df(PAIR, "30m", FRAME, CandleType.FUTURES)
    return found


@given(end=st.integers(0, COUNT + 3), pair=st.sampled_from([PAIR, "ETH/USDT:USDT"]))
@settings(max_examples=100)
def test_the_same_is_read(provider: DataProvider, end: int, pair: str) -> None:
    candles = StrategyCandles(Strategy(provider), SignalReader({}, (), SETTINGS))
    provider._set_dataframe_max_index(PAIR, end)
    own = candles.newest(pair, COLUMNS)
    with newest_told(provider):
        assert hasattr(provider, NAME)
        told = candles.newest(pair, COLUMNS)
    assert not hasattr(provider, NAME)
    assert digest(told) == digest(own)
    assert [type(each) for each in told.values()] == [type(each) for each in own.values()]


def test_a_frame_of_the_next_run_takes_the_place_of_the_last(provider: DataProvider) -> None:
    with newest_told(provider):
        provider._set_dataframe_max_index(PAIR, 3)
        ask = vars(provider)[NAME]
        assert ask(PAIR, "30m", ["score"]) == {"score": 2}
        provider._set_cached_df(PAIR, "30m", FRAME.assign(score=7), CandleType.FUTURES)
        assert ask(PAIR, "30m", ["score"]) == {"score": 7}
    provider._set_cached_df(PAIR, "30m", FRAME, CandleType.FUTURES)
