"""Broken recordings are refused with the file, the fault and the mend."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from enygma.sandbox.market import MarketDataError
from enygma.sandbox.market.feather import Content, list_files, read_funding, read_prices

NAME = "BTC_USDT_USDT-30m-futures.feather"
STEP_MS = 1_800_000
Write = Callable[..., Path]


def good(count: int = 6) -> dict[str, Any]:
    close = [100.0 + row for row in range(count)]
    return {
        "date": [1_750_000_000_000 // STEP_MS * STEP_MS + row * STEP_MS for row in range(count)],
        "open": [price - 0.5 for price in close],
        "high": [price + 1.0 for price in close],
        "low": [price - 1.0 for price in close],
        "close": close,
        "volume": [10.0] * count,
    }


def test_a_sound_file_is_read_as_it_is(write_feather: Write, tmp_path: Path) -> None:
    columns = good()
    write_feather(NAME, **columns)
    (file,) = list_files(tmp_path)
    assert (file.pair, file.minutes, file.content) == ("BTC/USDT:USDT", 30, Content.CANDLES)
    table = read_prices(file)
    for name in ("open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(table, name), columns[name])
    np.testing.assert_array_equal(table.ms, columns["date"])


def test_a_gap_in_the_dates_is_kept(write_feather: Write, tmp_path: Path) -> None:
    columns = good()
    columns["date"][3:] = [moment + 10 * STEP_MS for moment in columns["date"][3:]]
    write_feather(NAME, **columns)
    assert np.diff(read_prices(list_files(tmp_path)[0]).ms).max() == 11 * STEP_MS


def swap(columns: dict[str, Any], name: str, row: int, value: object) -> dict[str, Any]:
    return columns | {name: [*columns[name][:row], value, *columns[name][row + 1 :]]}


def without(columns: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in columns.items() if key != name}


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        (swap(good(), "close", 2, float("nan")), "'close' is not a number in row 2"),
        (swap(good(), "close", 2, float("inf")), "'close' is not a number in row 2"),
        (swap(good(), "open", 1, None), "'open' lacks 1 values"),
        (swap(good(), "low", 1, -3.0), "not above zero in row 1"),
        (swap(good(), "high", 4, 50.0), "high is below another price in row 4"),
        (swap(good(), "low", 4, 103.8), "low is above another price in row 4"),
        (swap(good(), "volume", 0, -1.0), "volume is negative in row 0"),
        (swap(good(), "date", 3, good()["date"][2]), "date of row 3 repeats the one before"),
        (swap(good(), "date", 3, good()["date"][0]), "date of row 3 is earlier"),
        (swap(good(), "date", 5, good()["date"][5] + 7), "row 5 is not at a full 30 minutes"),
        (swap(good(), "date", 5, None), "timestamps without gaps"),
        (without(good(), "volume"), "no column 'volume'"),
        (without(good(), "date"), "no column 'date'"),
        (good() | {"close": ["a", "b", "c", "d", "e", "f"]}, "must hold numbers, not string"),
        ({name: [] for name in good()} | {"close": np.empty(0)}, "holds no row"),
    ],
)
def test_a_broken_file_is_refused(
    columns: dict[str, Any], fault: str, write_feather: Write, tmp_path: Path
) -> None:
    path = write_feather(NAME, **columns)
    with pytest.raises(MarketDataError, match=fault) as refusal:
        read_prices(list_files(tmp_path)[0])
    assert str(path) in str(refusal.value)
    assert "freqtrade download-data" in str(refusal.value)


@pytest.mark.parametrize("content", [b"", b"not a feather file", b"ARROW1\0\0" + b"x" * 200])
def test_a_file_that_is_no_feather_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "futures").mkdir()
    (tmp_path / "futures" / NAME).write_bytes(content)
    with pytest.raises(MarketDataError, match="not a readable feather file"):
        read_prices(list_files(tmp_path)[0])


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(MarketDataError, match="nowhere does not exist"):
        list_files(tmp_path / "nowhere")


def test_a_folder_without_futures_says_what_it_should_hold(tmp_path: Path) -> None:
    (tmp_path / "futures").mkdir()
    (tmp_path / "futures" / "notes.txt").write_text("nothing")
    with pytest.raises(MarketDataError, match="no futures candles"):
        list_files(tmp_path)


def test_the_parent_of_data_directories_is_a_data_directory(
    write_feather: Write, tmp_path: Path
) -> None:
    for exchange in ("kucoin", "other"):
        write_feather(NAME, tmp_path / exchange, **good())
    assert [file.path.parts[-3] for file in list_files(tmp_path)] == ["kucoin", "other"]


@pytest.mark.parametrize("column", ["funding_rate", "open"])
def test_funding_is_read_in_both_layouts(column: str, write_feather: Write, tmp_path: Path) -> None:
    name = "BTC_USDT_USDT-1h-funding_rate.feather"
    write_feather(name, date=good()["date"][:2], **{column: [0.0001, -0.0002]})
    _, rates = read_funding(list_files(tmp_path)[0])
    np.testing.assert_array_equal(rates, [0.0001, -0.0002])
