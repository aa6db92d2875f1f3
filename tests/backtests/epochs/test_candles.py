"""Candles of a search are read once, and every epoch has frames of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import joblib
import pytest
from pandas import DataFrame, Timestamp
from pandas.testing import assert_frame_equal

from enygma.backtests.epochs import candles


def frame(**more: Any) -> DataFrame:
    """Three candles."""
    dates = [Timestamp("2026-01-01", tz="UTC") + Timestamp.resolution * each for each in range(3)]
    return DataFrame({"date": dates, "close": [1.0, 2.0, 3.0], "tag": ["a", None, "b"], **more})


def stored(path: Path, found: Any) -> Path:
    """A file as hyperopt writes it."""
    joblib.dump(found, path)
    return path


def loaded(path: Path) -> Any:
    """What an epoch is given."""
    with path.open("rb") as file:
        return candles.load(file)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were really read."""
    told: list[str] = []
    read = joblib.load

    def noted(file: Any) -> Any:
        told.append(Path(file.name).name)
        return read(file)

    monkeypatch.setattr(candles, "_KEPT", {})
    monkeypatch.setattr(joblib, "load", noted)
    return told


def test_what_one_epoch_writes_the_next_does_not_see(tmp_path: Path, reads: list[str]) -> None:
    path = stored(tmp_path / "a.pkl", {"BTC": frame()})
    first = loaded(path)
    first["BTC"]["enter_long"] = 1
    first["BTC"].loc[1, "close"] = 99.0
    first["BTC"].iloc[2, 2] = "changed"
    first["ETH"] = first.pop("BTC")
    again = loaded(path)
    assert list(again) == ["BTC"]
    assert_frame_equal(again["BTC"], frame())
    assert reads == ["a.pkl"]


def test_another_file_is_read(tmp_path: Path, reads: list[str]) -> None:
    path = stored(tmp_path / "a.pkl", {"BTC": frame()})
    loaded(path)
    stored(path, {"BTC": frame(score=[5, 6, 7])})
    os.utime(path, ns=(1, 1))
    assert_frame_equal(loaded(path)["BTC"], frame(score=[5, 6, 7]))
    other = stored(tmp_path / "b.pkl", {"ETH": frame()})
    assert list(loaded(other)) == ["ETH"]
    assert reads == ["a.pkl", "a.pkl", "b.pkl"]


def test_what_could_be_changed_from_outside_a_frame_is_not_kept(
    tmp_path: Path, reads: list[str]
) -> None:
    path = stored(tmp_path / "a.pkl", {"BTC": frame(levels=[[1], [2], [3]])})
    loaded(path)["BTC"]["levels"][0].append(9)
    assert loaded(path)["BTC"]["levels"][0] == [1]
    assert reads == ["a.pkl", "a.pkl"]
    odd = stored(tmp_path / "b.pkl", [1, 2])
    assert loaded(odd) == [1, 2]
