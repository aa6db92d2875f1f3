"""`enygma explain`: the answer for one candle, and what it says where there is none."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from freqtrade.data.history import get_datahandler
from freqtrade.enums import CandleType

from enygma import cli
from enygma.scoring import GATES, INDICATORS, PROFILES, score_candles, warmup_candles

if TYPE_CHECKING:
    from pathlib import Path

PAIR = "ETH/USDT:USDT"
ROWS = 1200
CONFIG = {
    "trading_mode": "futures",
    "margin_mode": "isolated",
    "stake_currency": "USDT",
    "dry_run": True,
    "enygma": {"profile": "canonical", "timeframes": ["30m", "2h"]},
    "exchange": {"name": "kucoin", "pair_whitelist": [PAIR]},
}


def walk(rows: int) -> pd.DataFrame:
    """A seeded market with trends in it, so that scores reach the threshold."""
    chance = np.random.default_rng(11)
    drift = 0.003 * np.sin(np.arange(rows) / 17.0)
    close = 3000.0 * np.exp(np.cumsum(chance.normal(0.0, 0.003, rows) + drift))
    open_ = np.concatenate([[3000.0], close[:-1]])
    reach = np.abs(chance.normal(0.0, 0.0015, (2, rows)))
    return pd.DataFrame(
        {
            "date": pd.date_range("2025-11-01", periods=rows, freq="30min", tz="UTC"),
            "open": open_,
            "high": np.maximum(open_, close) * (1 + reach[0]),
            "low": np.minimum(open_, close) * (1 - reach[1]),
            "close": close,
            "volume": chance.uniform(100.0, 900.0, rows),
        }
    )


def resampled(candles: pd.DataFrame) -> pd.DataFrame:
    """The same candles in steps of two hours."""
    rules = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
    return candles.set_index("date").resample("2h").agg(rules).reset_index()


@pytest.fixture(scope="module")
def candles() -> pd.DataFrame:
    """The 30m candles that are explained."""
    return walk(ROWS)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, candles: pd.DataFrame) -> Path:
    """A configuration, a user directory and candles of two timeframes."""
    folder = tmp_path_factory.mktemp("explain")
    datadir = folder / "user_data" / "data" / "kucoin"
    datadir.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    handler = get_datahandler(datadir, "feather")
    for timeframe, frame in (("30m", candles), ("2h", resampled(candles))):
        handler.ohlcv_store(PAIR, timeframe, frame, CandleType.FUTURES)
    return folder


def options(home: Path, *changes: str) -> list[str]:
    """A command line that works, then changes to it."""
    config = ["--config", str(home / "config.json"), "--userdir", str(home / "user_data")]
    return ["explain", "--pair", PAIR, "--at", "2025-11-20T14:30", *config, *changes]


def answered(home: Path, capsys: pytest.CaptureFixture[str], *changes: str) -> dict[str, Any]:
    """The answer as JSON."""
    assert cli.main(options(home, "--json", *changes)) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_every_candle_is_explained_as_it_was_scored(
    home: Path, candles: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    scored = score_candles(candles, "30m", PROFILES["canonical"])
    entries = scored.index[scored["enygma_entry"] != 0]
    assert len(entries) > 0
    for place in [*entries[:4], 500, 901, ROWS - 1]:
        row = scored.loc[place]
        answer = answered(home, capsys, "--at", row["date"].isoformat())
        assert answer["score"] == row["enygma_score"]
        assert answer["score_class"] == row["enygma_class"]
        assert answer["confidence"] == row["enygma_confidence"]
        assert [part["points"] for part in answer["indicators"]] == [
            row[f"enygma_points_{name}"] for name in INDICATORS
        ]
        gates = {gate["name"].replace(" ", "_"): gate["passed"] for gate in answer["gates"]}
        assert {name: gates[name] for name in GATES} == {
            name: row[f"enygma_gate_{name}"] for name in GATES
        }
        single = all(gates[name] for name in GATES)
        assert single == (row["enygma_entry"] != 0)
        assert answer["verdict"].startswith("entry" if single and gates["alignment"] else "no")


def test_points_regime_and_clamp_make_up_the_score(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for hour in range(24):
        answer = answered(home, capsys, "--at", f"2025-11-18T{hour:02}:00")
        strength = max(0, abs(answer["points_sum"]) + answer["regime_modifier"])
        assert abs(answer["score"]) == (
            min(answer["score_limit"], strength) if answer["points_sum"] else 0
        )
        taken = sum(part["taken"] for part in answer["penalties"])
        assert answer["confidence"] == pytest.approx(max(0.0, 1.0 - taken))


def test_the_first_refusing_gate_is_the_one_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answered(home, capsys)
    refusing = [gate["name"] for gate in answer["gates"] if gate["passed"] is False]
    assert answer["refused_by"] == (refusing[0] if refusing else None)
    if refusing:
        assert answer["verdict"].startswith(f"no entry: {refusing[0]} needs ")


def test_the_secondary_timeframe_is_the_candle_closed_at_the_decision(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = {
        time: answered(home, capsys, "--at", f"2025-11-20T{time}")["timeframes"][1]["opened"]
        for time in ("13:00", "13:30", "15:00", "15:30")
    }
    assert seen == {
        "13:00": "2025-11-20 10:00",
        "13:30": "2025-11-20 12:00",
        "15:00": "2025-11-20 12:00",
        "15:30": "2025-11-20 14:00",
    }


def test_a_candle_is_named_by_its_open_time_and_says_when_it_closed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(options(home, "--at", "2025-11-20T15:44+01:00")) == 0
    text = capsys.readouterr().out
    assert "opened 2025-11-20 14:30, closed 2025-11-20 15:00 UTC" in " ".join(text.split())


def test_the_tables_show_every_indicator_and_every_gate(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert cli.main(options(home)) == 0
    text = capsys.readouterr().out
    for each in PROFILES["canonical"].indicators.all():
        assert each.short_name in text
    for gate in (*GATES, "alignment", "drawdown"):
        assert gate.replace("_", " ") in text


def test_a_candle_before_the_warm_up_says_so(
    home: Path, candles: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    warmup = warmup_candles("30m", PROFILES["canonical"])
    for place, warm in ((0, False), (1, False), (warmup - 1, False), (warmup, True)):
        answer = answered(home, capsys, "--at", candles["date"].iloc[place].isoformat())
        assert answer["warm"] is warm
        assert ("too few candles" in answer["verdict"]) is not warm


def test_the_primary_timeframe_can_be_another(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answered(home, capsys, "--timeframe", "2h")
    assert answer["timeframe"] == "2h"
    assert [part["timeframe"] for part in answer["timeframes"]] == ["2h"]
    assert answer["moment"]["opened"].startswith("2025-11-20T14:00")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (["--pair", "BTC/USDT:USDT"], "no candles of BTC/USDT:USDT"),
        (["--at", "2024-01-01T00:00"], "is outside the 30m candles at hand"),
        (["--at", "yesterday"], "--at 'yesterday' is no time"),
        (["--timeframe", "3m"], "no scoring parameters for the timeframe '3m'"),
        (["--timeframe", "nonsense"], "nonsense"),
        (["--timeframe", "15m"], "no 15m candles of ETH/USDT:USDT"),
        (["--config", "nowhere.json"], "no configuration file at nowhere.json"),
        (["--datadir", "nowhere"], "--datadir nowhere is not a folder"),
    ],
)
def test_what_cannot_be_explained_is_refused_in_one_line(
    home: Path, changes: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(options(home, *changes)) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_an_empty_directory_says_how_to_download(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(options(home, "--datadir", str(tmp_path))) == 2
    assert "freqtrade download-data" in capsys.readouterr().err


def test_a_corrupt_file_is_called_corrupt(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "futures"
    folder.mkdir()
    (folder / "ETH_USDT_USDT-30m-futures.feather").write_bytes(b"no feather")
    assert cli.main(options(home, "--datadir", str(tmp_path))) == 2
    assert "corrupt" in capsys.readouterr().err


def test_an_unknown_profile_is_refused(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layer = tmp_path / "layer.json"
    layer.write_text('{"enygma": {"profile": "reckless"}}', encoding="utf-8")
    assert cli.main(options(home, "--config", str(layer))) == 2
    error = capsys.readouterr().err
    assert "reckless" in error
    assert "canonical" in error


def test_filters_and_sub_scores_are_explained_where_they_are_on(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scoring = {
        "filters": {"allow_short": False, "allow_low": False, "higher_score": 30},
        "sub_scores": {"trend": {"weight_pct": 150, "smoothing": 3}},
    }
    more = home / "filters.json"
    more.write_text(json.dumps({"enygma": {"scoring": scoring}}), encoding="utf-8")
    answer = answered(home, capsys, "--config", str(more))
    gates = {gate["name"]: gate for gate in answer["gates"]}
    assert gates["side"]["passed"] == (answer["score"] > 0)
    assert gates["regime"]["passed"] == (answer["regime"] in {"MEDIUM", "HIGH"})
    longest = answer["timeframes"][1]["score"] * (1 if answer["score"] > 0 else -1)
    assert gates["higher timeframe"]["passed"] == (longest >= 30)
    strength = abs(answer["points_sum"]) + answer["regime_modifier"]
    assert abs(answer["score"]) == max(0, min(answer["score_limit"], strength))


def test_funding_is_explained_where_the_profile_goes_by_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scoring = {
        "funding": {"weight": 20, "window": 10},
        "filters": {"funding_long_max": 40, "funding_short_min": 60},
    }
    more = tmp_path / "funding.json"
    more.write_text(json.dumps({"enygma": {"scoring": scoring}}), encoding="utf-8")
    assert cli.main(options(home, "--config", str(more))) == 2
    assert f"no funding rates of {PAIR}" in capsys.readouterr().err
    copied = tmp_path / "data"
    shutil.copytree(home / "user_data" / "data" / "kucoin", copied)
    dates = pd.date_range("2025-11-01", "2025-11-20", freq="8h", tz="UTC")
    rates = pd.DataFrame({"date": dates, "funding_rate": np.arange(len(dates)) * 1e-6})
    store = get_datahandler(copied, "feather")
    store.ohlcv_store(PAIR, "1h", rates, CandleType.FUNDING_RATE)
    with_rates = ("--config", str(more), "--datadir", str(copied))
    plain, answer = answered(home, capsys), answered(home, capsys, *with_rates)
    assert answer["funding_points"] == -20
    assert answer["points_sum"] == plain["points_sum"]
    assert answer["score"] != plain["score"]
    gates = {gate["name"]: gate for gate in answer["gates"]}
    assert gates["funding known"]["passed"]
    assert gates["funding"]["actual"] == "100.0 %"
    assert gates["funding"]["passed"] == (answer["score"] < 0)
