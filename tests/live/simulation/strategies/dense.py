"""A strategy that trades often, so that a simulated day has much to prove."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import talib
from freqtrade.strategy import IStrategy
from pandas import DataFrame

from custom_risk.risk_managed import RiskManaged
from enygma.limit_entries import LimitEntries

FAST, SLOW = 4, 11
RANKED = 48
"""Candles that a candle is ranked among."""


class DenseStrategy(RiskManaged, IStrategy):
    """Follows the crossing of two averages both ways; risk is that of every other strategy.

    It promises no profit. Stops trail on the exchange, slices are sold, and a crossing against
    the position closes it, so that every kind of order is sent within a few hours.
    """

    INTERFACE_VERSION = 3
    timeframe = "5m"
    can_short = True
    startup_candle_count = 60
    process_only_new_candles = True
    use_exit_signal = True

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Two moving averages of the close."""
        dataframe["fast"] = talib.EMA(dataframe["close"], FAST)
        dataframe["slow"] = talib.EMA(dataframe["close"], SLOW)
        above = dataframe["fast"] > dataframe["slow"]
        dataframe["crossed_up"] = above & ~above.shift(fill_value=True)
        dataframe["crossed_down"] = ~above & above.shift(fill_value=False)
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """In the direction of a crossing."""
        dataframe.loc[dataframe["crossed_up"], ["enter_long", "enter_tag"]] = (1, "up")
        dataframe.loc[dataframe["crossed_down"], ["enter_short", "enter_tag"]] = (1, "down")
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """At a crossing against the position."""
        dataframe.loc[dataframe["crossed_down"], "exit_long"] = 1
        dataframe.loc[dataframe["crossed_up"], "exit_short"] = 1
        return dataframe


class PatientStrategy(LimitEntries, DenseStrategy):
    """The same signals; what enters is post-only and waits, and may follow the market."""


class GradedStrategy(DenseStrategy):
    """The same signals with everything that sizing models, policies and limits ask for.

    Score and confidence are ranks of the candle among its last ones, so that over a few hours
    signals of every strength come.
    """

    risk_columns: ClassVar[dict[str, str]] = {"score": "score", "confidence": "confidence"}
    risk_regime_column = "regime"
    risk_signal_columns = ("score", "confidence", "regime")

    @property
    def protections(self) -> list[dict[str, Any]]:
        """What the configuration of the simulation lists."""
        listed: list[dict[str, Any]] = self.config["listed_protections"]
        return listed

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Ranks of volume and range beside the averages."""
        dataframe = super().populate_indicators(dataframe, metadata)
        span = (dataframe["high"] - dataframe["low"]) / dataframe["close"]
        rank = span.rolling(RANKED).rank(pct=True)
        dataframe["score"] = 100 * dataframe["volume"].rolling(RANKED).rank(pct=True)
        dataframe["confidence"] = 0.5 + dataframe["score"] / 200
        calm, wild = rank < 1 / 3, rank > 2 / 3
        dataframe["regime"] = np.select([calm, wild], ["LOW", "HIGH"], "MEDIUM")
        return dataframe
