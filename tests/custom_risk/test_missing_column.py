"""A column that a strategy names for risk and does not have is told before anything is traded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from freqtrade.exceptions import OperationalException
from pandas import DataFrame, date_range

from .conftest import SignalStrategy

MakeBench = Callable[..., Any]
PAIR = "BTC/USDT:USDT"


class TrendStrategy(SignalStrategy):
    """Has its score from the indicators and its confidence from the entries."""

    process_only_new_candles = True
    risk_columns: ClassVar[dict[str, str]] = {"score": "trend", "confidence": "sure"}

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        return dataframe.assign(trend=50.0, regime="LOW")

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        return dataframe.assign(sure=0.9)


class MisspeltStrategy(TrendStrategy):
    """Names a column that it does not have."""

    risk_columns: ClassVar[dict[str, str]] = {"score": "trnd"}


class RegimeMissingStrategy(TrendStrategy):
    """Names a regime that it does not have."""

    risk_regime_column: ClassVar[str | None] = "mood"


class Candles:
    """Serves candles and keeps what was analysed, as freqtrade's data provider does."""

    def __init__(self) -> None:
        self.analysed: list[DataFrame] = []

    def ohlcv(self, *_: Any, **__: Any) -> DataFrame:
        prices = dict.fromkeys(("open", "high", "low", "close", "volume"), 100.0)
        return DataFrame({"date": date_range("2026-01-05", periods=40, freq="30min")} | prices)

    def _set_cached_df(self, pair: str, timeframe: str, candles: DataFrame, **_: Any) -> None:
        self.analysed.append(candles)

    def _emit_df(self, *_: Any) -> None:
        """Nobody listens."""


def test_the_error_names_column_field_and_the_columns_there_are(make_bench: MakeBench) -> None:
    strategy = make_bench(kind=MisspeltStrategy).strategy
    told = (
        r"^risk_columns: the analysed candles of BTC/USDT:USDT have no column 'trnd' for the field "
        r"score, only date, open, .*trend, regime, .*, did you mean trend\?$"
    )
    with pytest.raises(OperationalException, match=told):
        strategy.analyze_ticker(Candles().ohlcv(), {"pair": PAIR})


def test_the_regimes_column_is_told_by_its_own_attribute(make_bench: MakeBench) -> None:
    strategy = make_bench(kind=RegimeMissingStrategy).strategy
    with pytest.raises(OperationalException, match=r"^risk_regime_column: .*'mood'.*field regime"):
        strategy.analyze_ticker(Candles().ohlcv(), {"pair": PAIR})


def test_a_running_bot_warns_in_one_line_and_has_nothing_to_trade_on(
    make_bench: MakeBench, caplog: pytest.LogCaptureFixture
) -> None:
    strategy = make_bench(kind=MisspeltStrategy).strategy
    strategy.dp = candles = Candles()
    with caplog.at_level(logging.WARNING):
        strategy.analyze_pair(PAIR)
    assert candles.analysed == []
    assert f"Unable to analyze candle (OHLCV) data for pair {PAIR}: risk_columns" in caplog.text
    assert not any(each.exc_info for each in caplog.records)


def test_a_column_that_comes_with_the_entries_is_there(make_bench: MakeBench) -> None:
    strategy = make_bench(kind=TrendStrategy).strategy
    strategy.dp = candles = Candles()
    strategy.analyze_pair(PAIR)
    [analysed] = candles.analysed
    assert analysed["sure"].iat[-1] == 0.9
