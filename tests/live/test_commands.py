"""freqtrade's own commands, run as a user runs them, find nothing unusual."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from freqtrade.data.btanalysis import load_backtest_stats

from .project import Project

CONFIG = ("--config", "config.sandbox.json")
RANGE = ("--timerange", "20251020-20260101")


def test_a_backtest_trades_both_sides_with_leverage_fees_and_funding(traded: Project) -> None:
    results = traded.folder / "user_data" / "sandbox" / "backtest_results"
    trades = load_backtest_stats(results)["strategy"]["EnygmaStrategy"]["trades"]
    assert {trade["is_short"] for trade in trades} == {True, False}
    assert all(1 < trade["leverage"] <= 10 for trade in trades)
    # 0.06 % taker fee and 0.02 % slippage a side
    for side in ("fee_open", "fee_close"):
        assert [trade[side] for trade in trades] == pytest.approx([0.0008] * len(trades))
    assert any(trade["funding_fees"] != 0 for trade in trades)


def test_every_entry_tag_names_score_class_and_voters(traded: Project) -> None:
    results = traded.folder / "user_data" / "sandbox" / "backtest_results"
    trades = load_backtest_stats(results)["strategy"]["EnygmaStrategy"]["trades"]
    for trade in trades:
        score, name, *voters = trade["enter_tag"].split()
        assert (int(score) < 0) == trade["is_short"]
        assert abs(int(score)) >= 80
        assert name.endswith("SELL" if trade["is_short"] else "BUY")
        assert len(voters) >= 4


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("list-strategies",), "EnygmaStrategy"),
        (("list-pairs",), "ETHUSDTM"),
        (("backtesting-show",), "EnygmaStrategy"),
        (("backtesting-analysis", "--analysis-groups", "0"), "SELL"),
        (("plot-dataframe", "--pairs", "ETH/USDT:USDT", *RANGE), "1 plots generated"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_command_of_freqtrade_works(
    traded: Project, arguments: tuple[str, ...], shown: str
) -> None:
    done = traded.run("freqtrade", arguments[0], *CONFIG, *arguments[1:])
    assert done.returncode == 0, done.stdout
    assert shown in done.stdout


@pytest.mark.slow
def test_hyperopt_runs_on_two_workers(traded: Project) -> None:
    options = ("--epochs", "4", "--job-workers", "2", "--spaces", "buy", "--random-state", "1")
    loss = ("--hyperopt-loss", "OnlyProfitHyperOptLoss", "--disable-param-export")
    done = traded.run_cold("freqtrade", "hyperopt", *CONFIG, *RANGE, *options, *loss)
    assert done.returncode == 0, done.stdout
    assert "Best result" in done.stdout
    assert "enygma:" not in done.stdout, "a worker could not register the plugin"


@pytest.mark.slow
def test_lookahead_analysis_finds_no_bias(traded: Project) -> None:
    done = traded.run("freqtrade", "lookahead-analysis", *CONFIG, *RANGE)
    assert done.returncode == 0, done.stdout
    assert "EnygmaStrategy: no bias detected" in done.stdout


@pytest.mark.slow
def test_recursive_analysis_finds_no_variance_at_the_declared_start(traded: Project) -> None:
    counts = ("--startup-candle", "300", "600")
    done = traded.run("freqtrade", "recursive-analysis", *CONFIG, *RANGE, *counts)
    assert done.returncode == 0, done.stdout
    assert "No variance on indicator(s) found due to recursive formula" in done.stdout
    assert "No lookahead bias on indicators found" in done.stdout


def test_the_page_and_an_explanation_come_from_the_same_candles(traded: Project) -> None:
    drawn = traded.run("enygma", "page", *CONFIG)
    assert drawn.returncode == 0, drawn.stdout
    path = drawn.stdout.split("page: ")[1].split(" (")[0]
    assert "No edge measured" in (traded.folder / path).read_text(encoding="utf-8")

    results = traded.folder / "user_data" / "sandbox" / "backtest_results"
    trade = load_backtest_stats(results)["strategy"]["EnygmaStrategy"]["trades"][0]
    # freqtrade enters at the open of the candle after the signal's
    signal = datetime.fromtimestamp(trade["open_timestamp"] / 1000 - 30 * 60, UTC)
    where = ("--pair", trade["pair"], "--at", f"{signal:%Y-%m-%dT%H:%M}")
    told = traded.run("enygma", "explain", *CONFIG, "--json", *where)
    assert told.returncode == 0, told.stdout
    assert json.loads(told.stdout)["score"] == int(trade["enter_tag"].split()[0])
