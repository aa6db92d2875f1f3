"""A walk-forward with freqtrade's own hyperopt and backtests, on candles that swing."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from freqtrade.optimize.backtesting import Backtesting

from enygma import cli
from enygma.research.evidence.figures import OWN_REGIME
from enygma.research.evidence.hold_out import declare
from enygma.research.evidence.ledger import Ledger
from enygma.research.evidence.span import Span
from tests.backtest_configuration import loaded

from .conftest import STRATEGIES, Place, Places

ONE_WINDOW = (
    "--windows", "1", "--train-days", "10", "--test-days", "5", "--timerange", "20250915-20250930",
    "--epochs", "2", "--spaces", "buy", "--jobs", "1",
)  # fmt: skip


def test_every_trade_begins_and_ends_in_an_unseen_window(walked: Place) -> None:
    result = walked.result()
    assert [each["number"] for each in result["windows"]] == [1, 2, 3]
    assert sum(each["trades"] for each in result["windows"]) == len(result["trades"]) > 3
    stretches = [[pd.Timestamp(end) for end in each["unseen"]] for each in result["windows"]]
    for trade in result["trades"]:
        opened, closed = pd.Timestamp(trade["open_date"]), pd.Timestamp(trade["close_date"])
        assert any(start <= opened <= closed < end for start, end in stretches)


def test_a_window_begins_with_what_the_one_before_has_left(walked: Place) -> None:
    windows = walked.result()["windows"]
    assert windows[0]["balance_before"] == 10_000
    for before, after in pairwise(windows):
        assert after["balance_before"] == before["balance_after"]
        assert before["balance_after"] == pytest.approx(
            before["balance_before"] + before["profit"], abs=1e-6
        )


def test_trades_open_at_a_windows_end_are_closed_there_and_counted(walked: Place) -> None:
    result = walked.result()
    forced = [each for each in result["trades"] if each["exit_reason"] == "force_exit"]
    assert len(forced) == sum(each["forced"] for each in result["windows"]) > 0
    ends = {pd.Timestamp(each["unseen"][1]) for each in result["windows"]}
    candle = pd.Timedelta(minutes=30)
    assert {pd.Timestamp(each["close_date"]) + candle for each in forced} <= ends


def test_each_window_searches_other_points(walked: Place) -> None:
    found = [each["trained"]["searched"] for each in walked.result()["windows"]]
    assert all(set(each) == {"buy_below", "buy_every", "buy_hour"} for each in found)
    assert found[0] != found[1] != found[2]


def test_stability_tells_every_searched_parameter(walked: Place) -> None:
    result = walked.result()
    told = {each["name"]: each for each in result["parameters"]}
    for name, each in told.items():
        assert each["values"] == [
            window["trained"]["searched"][name] for window in result["windows"]
        ]
    assert told["buy_every"]["range"] == "1 to 6"
    assert told["buy_hour"]["range"] == "any / day"


def test_the_ledger_counts_every_epoch_and_the_walk(walked: Place) -> None:
    entries = Ledger.of(walked.folder).entries("Swinging")
    assert [each.kind for each in entries] == ["hyperopt"] * 3 + ["walk-forward"]
    assert [each.trials for each in entries] == [3, 3, 3, 1]
    assert [(each.start, each.end) for each in entries[:3]] == [
        ("20250910", "20250924"), ("20250917", "20251001"), ("20250924", "20251008"),
    ]  # fmt: skip


def test_evidence_is_taken_from_the_newest_walk_forward(
    walked: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(walked.folder, tmp_path / "user_data")
    config, userdir = walked.folder / "config.json", tmp_path / "user_data"
    places = ["--config", config, "--userdir", userdir, "--datadir", walked.datadir]
    code = cli.main(["evidence", "--walk-forward", "--no-page", *map(str, places)])
    assert code == 0
    evidence = json.loads((tmp_path / "user_data/evidence/Swinging.json").read_text())
    assert evidence["kind"] == "walk-forward"
    assert evidence["digest"] == Ledger.of(walked.folder).entries("Swinging")[-1].digest
    assert "Swinging, walk-forward, 20250924-20251015" in capsys.readouterr().out


def test_evidence_of_a_walk_forward_tells_the_strategys_own_regimes(make_place: Places) -> None:
    place = make_place()
    assert place.run(*ONE_WINDOW, strategy="Moody") == 0
    where = ["--config", place.folder / "config.json", "--userdir", place.folder]
    asked = ["evidence", "--walk-forward", "--no-page", *where, "--datadir", place.datadir]
    assert cli.main([*map(str, asked)]) == 0
    evidence = json.loads((place.folder / "evidence/Moody.json").read_text())
    rows = {each["name"]: each["trades"] for each in evidence["statistics"]["groups"][OWN_REGIME]}
    # a trade is opened a candle after its signal
    signals = [
        pd.Timestamp(each["open_date"]) - pd.Timedelta(minutes=30)
        for each in place.result()["trades"]
    ]
    expected = Counter("LOW" if each.hour < 12 else "HIGH" for each in signals)
    assert rows == expected
    assert len(rows) == 2


def test_unseen_days_in_a_hold_out_are_told_as_a_look(
    make_place: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    place = make_place()
    declare(Ledger.of(place.folder), "Silent", Span("20250929", "20251005"))
    assert place.run(*ONE_WINDOW, strategy="Silent") == 1
    told = capsys.readouterr().err
    assert "unseen days reach into the hold-out 20250929-20251005: the result is a look" in told


def test_without_a_walk_forward_evidence_names_the_command(
    make_place: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    place = make_place()
    options = ["--config", str(place.folder / "config.json"), "--userdir", str(place.folder)]
    assert cli.main(["evidence", "--walk-forward", "--no-page", *options]) == cli.EXIT_REFUSED
    told = capsys.readouterr().err
    assert "no result of a walk-forward in" in told
    assert "make one: enygma walk-forward" in told


def traded_by_freqtrade(
    place: Place, folder: Path, parameters: dict[str, Any], unseen: list[str], balance: float
) -> list[dict[str, Any]]:
    """The trades of a plain backtest whose strategy has the parameters in a file beside it."""
    shutil.copy(STRATEGIES / "swinging.py", folder / "swinging.py")
    (folder / "swinging.json").write_text(json.dumps(parameters), encoding="utf-8")
    start, end = (int(pd.Timestamp(each).timestamp()) for each in unseen)
    config = json.loads((place.folder / "config.json").read_text()) | {
        "strategy": "Swinging", "strategy_path": str(folder), "dry_run_wallet": balance,
    }  # fmt: skip
    backtesting = Backtesting(loaded(config, folder, place.datadir, f"{start}-{end - 1800}"))
    backtesting.start()
    trades: list[dict[str, Any]] = backtesting.results["strategy"]["Swinging"]["trades"]
    return trades


def test_a_plain_backtest_with_the_windows_parameters_makes_the_same_trades(
    walked: Place, tmp_path: Path
) -> None:
    result = walked.result()
    window = result["windows"][1]
    parameters = window["trained"]["parameters"]
    trades = traded_by_freqtrade(
        walked, tmp_path, parameters, window["unseen"], window["balance_before"]
    )
    start, end = window["unseen"]
    own = [
        each
        for each in result["trades"]
        if pd.Timestamp(start) <= pd.Timestamp(each["open_date"]) < pd.Timestamp(end)
    ]
    assert json.loads(json.dumps(trades, default=str)) == own


def test_a_file_of_parameters_beside_the_strategy_stays_and_fixes_what_is_not_searched(
    make_place: Places, tmp_path: Path
) -> None:
    place = make_place()
    shutil.copy(STRATEGIES / "swinging.py", tmp_path / "swinging.py")
    beside = tmp_path / "swinging.json"
    beside.write_text(
        json.dumps(
            {"strategy_name": "Swinging", "params": {"stoploss": {"stoploss": -0.03}, "buy": {}}}
        )
    )
    before = beside.read_bytes()
    command = [each if each != str(STRATEGIES) else str(tmp_path) for each in place.command]
    assert cli.main([*command, "--strategy", "Swinging", *ONE_WINDOW]) == 0
    assert beside.read_bytes() == before
    assert not [*(place.folder / "hyperopt_results").glob("*.fthypt")]
    trained = place.result()["windows"][0]["trained"]
    assert trained["parameters"]["params"]["stoploss"] == {"stoploss": -0.03}
    assert all(
        each["initial_stop_loss_ratio"] == pytest.approx(-0.03) for each in place.result()["trades"]
    )


def test_a_strategy_without_trades_chooses_nothing_and_says_so(
    make_place: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    place = make_place()
    assert place.run(*ONE_WINDOW, strategy="Silent") == 1
    told = capsys.readouterr()
    assert "no trade in 1 unseen windows from 2025-09-25 to 2025-09-30: nothing to" in told.out
    assert "no epoch made enough trades, nothing was chosen and nothing traded" in told.err
    result = place.result()
    assert result["trades"] == []
    assert result["windows"][0]["trained"] is None
    assert [each.kind for each in Ledger.of(place.folder).entries()] == ["hyperopt"]


def test_parameters_that_make_no_trade_in_the_unseen_days_are_told(
    make_place: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    place = make_place()
    assert place.run(*ONE_WINDOW, strategy="Ending") == 1
    assert "window 1: its parameters made no trade" in capsys.readouterr().out
    window = place.result()["windows"][0]
    assert window["trained"]["trades"] > 0
    assert (window["trades"], window["balance_after"]) == (0, 10_000)


def test_what_a_backtest_does_not_repeat_is_refused_with_its_remedy(
    make_place: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    place = make_place()
    assert place.run(*ONE_WINDOW, strategy="Hasty") == cli.EXIT_REFUSED
    assert "search with --analyze-per-epoch" in capsys.readouterr().err
    assert not place.results()
    assert place.run(*ONE_WINDOW, "--analyze-per-epoch", "--anew", strategy="Hasty") == 0
