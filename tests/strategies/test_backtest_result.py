"""What a backtest's result tells of risk, through freqtrade's own storage."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from freqtrade.data.btanalysis import load_backtest_data, load_backtest_stats
from freqtrade.enums import RunMode
from freqtrade.optimize.backtesting import Backtesting
from freqtrade.optimize.optimize_reports import show_backtest_results

from custom_risk import load_settings
from enygma.backtests.log import KEY
from enygma.backtests.witnessed import WitnessedBacktesting

from .conftest import Configure

CROWDED = {"limits": {"max_open_positions": 1}}


@pytest.fixture(scope="module")
def stored(configure: Configure) -> tuple[Backtesting, Path]:
    """A backtest with room for one position, and the folder of its stored result."""
    config = configure(custom_risk=CROWDED)
    config["export"] = "trades"
    backtesting = Backtesting(config)
    backtesting.start()
    return backtesting, config["exportdirectory"]


def test_refusals_and_decisions_are_in_the_stored_result(
    stored: tuple[Backtesting, Path],
) -> None:
    stats = load_backtest_stats(stored[1])["strategy"]["EnygmaStrategy"]
    told, trades = stats[KEY], load_backtest_data(stored[1])
    refused = {each["reason"] for each in told["refusals"]}
    assert refused == {"MAX_OPEN_POSITIONS_REACHED"}
    counted: Counter[str] = Counter()
    for each in told["decisions"]:
        counted[each["reason"]] += each["count"]
    assert counted["ENTERED"] == counted["EXITED"] == len(trades) > 5


def test_the_result_tells_the_settings_that_were_in_force(
    stored: tuple[Backtesting, Path],
) -> None:
    stats = load_backtest_stats(stored[1])["strategy"]["EnygmaStrategy"]
    strategy: Any = stored[0].strategylist[0]
    assert load_settings(stats[KEY]["settings"]) == strategy.risk_rules.settings
    assert stats[KEY]["settings"]["limits"]["max_open_positions"] == 1


def test_the_steps_of_every_stop_end_where_freqtrades_did(
    stored: tuple[Backtesting, Path],
) -> None:
    stats = load_backtest_stats(stored[1])["strategy"]["EnygmaStrategy"]
    steps = {(each["pair"], each["opened_ms"]): each["steps"] for each in stats[KEY]["stops"]}
    trades = load_backtest_data(stored[1])
    for trade in trades.to_dict("records"):
        found = steps[trade["pair"], trade["open_timestamp"]]
        prices = [price for _, price in found]
        assert prices == sorted(prices, reverse=trade["is_short"])
        assert prices[-1] == pytest.approx(trade["stop_loss_abs"], rel=1e-6)
        assert all(
            trade["open_timestamp"] <= time_ms <= trade["close_timestamp"] for time_ms, _ in found
        )


def test_freqtrade_still_prints_the_result(
    stored: tuple[Backtesting, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    backtesting, folder = stored
    show_backtest_results(backtesting.config, load_backtest_stats(folder))
    assert "EnygmaStrategy" in capsys.readouterr().out


def test_nobody_follows_a_strategy_after_its_backtest(stored: tuple[Backtesting, Path]) -> None:
    assert isinstance(stored[0], WitnessedBacktesting)
    events: Any = stored[0].strategylist[0].risk_events
    assert not events.is_followed


def test_hyperopt_and_strategies_without_risk_have_freqtrades_own_result(
    configure: Configure, stored: tuple[Backtesting, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = dict(stored[0].all_bt_content["EnygmaStrategy"])
    content.pop(KEY)
    base: Any = WitnessedBacktesting.__base__
    monkeypatch.setattr(base, "backtest", lambda *_: content)
    bare = object.__new__(WitnessedBacktesting)
    bare.config, bare.strategy = {"runmode": RunMode.BACKTEST}, object()
    assert bare.backtest({}, None, None) is content  # type: ignore[arg-type]
    bare.config, bare.strategy = {"runmode": RunMode.HYPEROPT}, stored[0].strategylist[0]
    assert bare.backtest({}, None, None) is content  # type: ignore[arg-type]


def test_the_regime_of_every_entry_is_that_of_the_signals_candle(
    stored: tuple[Backtesting, Path],
) -> None:
    stats = load_backtest_stats(stored[1])["strategy"]["EnygmaStrategy"]
    told = {(each["pair"], each["opened_ms"]): each["regime"] for each in stats[KEY]["regimes"]}
    backtesting = stored[0]
    trades = load_backtest_data(stored[1])
    assert len(told) == len(trades)
    compared = 0
    for trade in trades.to_dict("records"):
        candles, _ = backtesting.dataprovider.get_analyzed_dataframe(trade["pair"], "30m")
        seen = candles[candles["date"] < trade["open_date"]]
        if not seen.empty:
            assert told[trade["pair"], trade["open_timestamp"]] == seen.iloc[-1]["enygma_regime"]
            compared += 1
    assert compared > 5
