"""A strategy that would have every pair at once."""

from __future__ import annotations

from typing import Any

from freqtrade.strategy import IStrategy
from pandas import DataFrame

from custom_risk.risk_managed import RiskManaged


class KeenStrategy(RiskManaged, IStrategy):
    """Long of everything, every four hours."""

    timeframe = "30m"
    can_short = True
    startup_candle_count = 30

    @property
    def protections(self) -> list[dict[str, Any]]:
        """Those that the configuration of the test names."""
        named: list[dict[str, Any]] = self.config.get("protections_of_the_test", [])
        return named

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        due = (dataframe["date"].dt.hour % 4 == 0) & (dataframe["date"].dt.minute == 0)
        dataframe["enter_long"] = due.astype(int)
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        return dataframe
