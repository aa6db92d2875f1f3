"""A strategy whose searched parameters matter, and variants that something is wrong with."""

from __future__ import annotations

from typing import Any, ClassVar

from freqtrade.strategy import CategoricalParameter, DecimalParameter, IntParameter, IStrategy
from pandas import DataFrame

from custom_risk.risk_managed import RiskManaged


class Swinging(IStrategy):
    """Long below a mean, until it is above; which side of how much is searched."""

    INTERFACE_VERSION = 3
    timeframe = "30m"
    can_short = True
    startup_candle_count = 40
    stoploss = -0.2
    minimal_roi: ClassVar[dict[str, float]] = {"0": 0.1}

    buy_below = DecimalParameter(0.0, 0.01, default=0.004, decimals=4, space="buy")
    buy_every = IntParameter(1, 6, default=2, space="buy")
    buy_hour = CategoricalParameter(["any", "day"], default="any", space="buy")

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """The mean of a day's close."""
        dataframe["mean"] = dataframe["close"].rolling(40).mean()
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Where the price is far enough below its mean."""
        hour = dataframe["date"].dt.hour
        open_hours = (hour > 6) | (self.buy_hour.value == "any")
        below = dataframe["close"] < dataframe["mean"] * (1 - self.buy_below.value)
        dataframe["enter_long"] = below & open_hours & (dataframe.index % self.buy_every.value == 0)
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Where it is above."""
        dataframe["exit_long"] = dataframe["close"] > dataframe["mean"] * 1.004
        return dataframe


class Moody(RiskManaged, Swinging):
    """With the rules of risk, and a regime of its own by the hour."""

    risk_regime_column = "mood"

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """The mean, and the regime: wild in the afternoon."""
        dataframe = super().populate_indicators(dataframe, metadata)
        dataframe["mood"] = (dataframe["date"].dt.hour < 12).map({True: "LOW", False: "HIGH"})
        return dataframe


class Silent(Swinging):
    """Never enters."""

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Nowhere."""
        dataframe["enter_long"] = False
        return dataframe


class Ending(Swinging):
    """Enters in no day that is unseen."""

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Only before the unseen days of the tests."""
        dataframe = super().populate_entry_trend(dataframe, metadata)
        dataframe.loc[dataframe["date"] >= "2025-09-24", "enter_long"] = False
        return dataframe


class Hasty(Swinging):
    """Uses a searched parameter where freqtrade's hyperopt looks only once."""

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """A mean of as many candles as are searched."""
        candles = 5 * self.buy_every.value
        dataframe["mean"] = dataframe["close"].rolling(candles).mean()
        return dataframe
