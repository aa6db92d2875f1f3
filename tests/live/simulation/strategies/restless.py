"""A strategy that is always in the market, for runs that last minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from freqtrade.strategy import IStrategy
from pandas import DataFrame

from custom_risk.risk_managed import RiskManaged

HOLDING_S = 8.0


class RestlessStrategy(RiskManaged, IStrategy):
    """Enters every pair in every minute, long and short in turns, and leaves after seconds."""

    INTERFACE_VERSION = 3
    timeframe = "1m"
    can_short = True
    startup_candle_count = 5
    process_only_new_candles = True
    use_exit_signal = True

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """None are needed."""
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Long in even minutes, short in odd ones."""
        even = dataframe["date"].dt.minute % 2 == 0
        dataframe["enter_long"] = even.astype(int)
        dataframe["enter_short"] = (~even).astype(int)
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """None: see `custom_exit`."""
        return dataframe

    def custom_exit(
        self, pair: str, trade: Any, current_time: datetime, *more: Any, **terms: Any
    ) -> str | None:
        """After a few seconds, or where risk says so."""
        holding = timedelta(seconds=self.config.get("holding_s", HOLDING_S))
        if current_time - trade.open_date_utc > holding:
            return "restless"
        return super().custom_exit(pair, trade, current_time, *more, **terms)


class GuardedRestlessStrategy(RestlessStrategy):
    """The same under the protections that the configuration lists, always equally confident."""

    risk_columns: ClassVar[dict[str, str]] = {"confidence": "confidence"}

    @property
    def protections(self) -> list[dict[str, Any]]:
        """What the configuration of the simulation lists."""
        listed: list[dict[str, Any]] = self.config["listed_protections"]
        return listed

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """A confidence that passes every level of the breaker but HALT."""
        dataframe["confidence"] = 0.95
        return dataframe
