"""Strategies that look into the future, or away from it: their record is known beforehand."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from freqtrade.strategy import IStrategy
from pandas import DataFrame

from custom_risk.risk_managed import RiskManaged

AHEAD = 12
"""Candles that are looked ahead."""


class Prophet(RiskManaged, IStrategy):
    """Enters where the price goes twice as far; how sure it is depends on the hour alone."""

    timeframe = "30m"
    can_short = True
    startup_candle_count = 20
    risk_choices: ClassVar[dict[str, Any]] = {
        "limits": {"max_open_positions": 1},
        "stops": {
            "milestones": [],
            "break_even": {"activation_roi": 4},
            "trailing": {"activation_roi": 90},
        },
        "exits": {"take_profit_roi": 5, "partial_exits": []},
    }
    risk_columns: ClassVar[dict[str, str]] = {
        "score": "score",
        "confidence": "sure",
        "adx": "trending",
        "volatility": "wild",
    }
    foresight = 1

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        hour = dataframe["date"].dt.hour
        ahead = dataframe[["high", "low"]][::-1].rolling(AHEAD)
        highest, lowest = ahead["high"].max()[::-1].shift(-1), ahead["low"].min()[::-1].shift(-1)
        up = (highest / dataframe["close"] - 1).to_numpy()
        down = (1 - lowest / dataframe["close"]).to_numpy()
        side = np.select([up > 2 * down, down > 2 * up], [1, -1], 0) * self.foresight
        return dataframe.assign(
            score=hour * 4, sure=0.5 + hour / 48, trending=30.0, wild=0.4, side=side
        )

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        dataframe.loc[dataframe["side"] > 0, "enter_long"] = 1
        dataframe.loc[dataframe["side"] < 0, "enter_short"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        return dataframe


class FalseProphet(Prophet):
    """Enters on the other side."""

    foresight = -1
