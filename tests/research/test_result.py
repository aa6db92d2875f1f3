"""A stored backtest, read back."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from enygma.research.refusal import ResultError
from enygma.research.result import load_result

if TYPE_CHECKING:
    from pathlib import Path

    from tests.research.conftest import Run


def test_a_folder_means_its_newest_result(run: Run) -> None:
    result = load_result(run.results)
    assert result.path.suffix == ".zip"
    assert result.strategy == "EnygmaStrategy"
    assert len(result.trades) == len(run.trades)
    assert result.trades["open_timestamp"].is_monotonic_increasing


def test_a_result_carries_the_window_the_pairs_and_the_settings_of_its_run(run: Run) -> None:
    result = load_result(next(run.results.glob("*.zip")))
    assert result.pairs == ["BTC/USDT:USDT", "ETH/USDT:USDT"]
    assert result.timeframe == "30m"
    assert result.start == run.candles["BTC/USDT:USDT"]["date"].iloc[240]
    assert result.end == run.candles["BTC/USDT:USDT"]["date"].iloc[-1]
    assert result.starting_balance == 10_000
    assert result.settings["enygma"] == {"profile": "strict"}


def test_the_trades_of_a_pair_are_its_own(run: Run) -> None:
    result = load_result(run.results)
    each = result.trades_of("ETH/USDT:USDT")
    assert set(each["pair"]) == {"ETH/USDT:USDT"}
    assert result.trades_of("SOL/USDT:USDT").empty


def test_an_empty_folder_says_how_to_make_a_result(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="freqtrade backtesting"):
        load_result(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match=r"missing\.zip"):
        load_result(tmp_path / "missing.zip")


def test_a_file_that_is_no_result_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"not a zip file")
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    for path in (broken, other):
        with pytest.raises(ResultError, match=path.name):
            load_result(path)


def test_a_strategy_that_the_result_does_not_hold_is_refused_with_those_it_holds(run: Run) -> None:
    with pytest.raises(ResultError, match="holds the strategies EnygmaStrategy; Other is not"):
        load_result(run.results, "Other")


def test_a_result_without_trades_is_a_result(tmp_path: Path, empty_result: Path) -> None:
    result = load_result(empty_result)
    assert result.trades.empty
    assert isinstance(result.trades_of("BTC/USDT:USDT"), pd.DataFrame)
