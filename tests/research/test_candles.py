"""Candles from a data directory, and what is said where there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from freqtrade.enums import CandleType, TradingMode

from enygma.research.candles import CandleStore
from enygma.research.refusal import CandleStoreError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.research.conftest import Run

PAIR = "BTC/USDT:USDT"


def store_at(datadir: Path) -> CandleStore:
    """A store of futures candles."""
    return CandleStore(datadir, TradingMode.FUTURES, CandleType.FUTURES)


def test_candles_are_those_that_were_stored(run: Run) -> None:
    loaded = store_at(run.datadir).load(PAIR, "30m")
    pd.testing.assert_frame_equal(loaded, run.candles[PAIR], check_dtype=False)


def test_it_knows_which_pairs_and_timeframes_it_has(run: Run) -> None:
    available = store_at(run.datadir).available()
    assert available == {"BTC/USDT:USDT": ["30m", "2h"], "ETH/USDT:USDT": ["30m", "2h"]}


@pytest.mark.parametrize(
    ("pair", "timeframe", "said"),
    [
        ("SOL/USDT:USDT", "30m", "only of BTC/USDT:USDT, ETH/USDT:USDT"),
        (PAIR, "4h", "only 30m, 2h"),
    ],
)
def test_missing_candles_are_named_with_what_is_there_and_how_to_get_them(
    run: Run, pair: str, timeframe: str, said: str
) -> None:
    with pytest.raises(CandleStoreError) as error:
        store_at(run.datadir).load(pair, timeframe)
    text = str(error.value)
    assert said in text
    assert f"freqtrade download-data --pairs {pair} --timeframes {timeframe}" in text


def test_an_empty_folder_is_called_empty(tmp_path: Path) -> None:
    with pytest.raises(CandleStoreError, match=r"no futures candles in .* freqtrade download-data"):
        store_at(tmp_path).load(PAIR, "30m")


@pytest.mark.parametrize("content", [b"", b"this is no feather file"])
def test_a_corrupt_file_is_called_corrupt(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "futures"
    folder.mkdir()
    (folder / "BTC_USDT_USDT-30m-futures.feather").write_bytes(content)
    with pytest.raises(CandleStoreError, match=r"30m candles of BTC/USDT:USDT .* corrupt"):
        store_at(tmp_path).load(PAIR, "30m")
    assert "Traceback" not in caplog.text
