"""A yardstick: buy and hold."""

from __future__ import annotations

from typing import Any, ClassVar

from freqtrade.exchange import timeframe_to_minutes
from freqtrade.strategy import IStrategy
from pandas import DataFrame, Timedelta

from custom_risk.volatility_target import VolatilityTarget, candles_of


class HoldStrategy(VolatilityTarget, IStrategy):
    """Always long; closed at the end of each month (UTC) and bought again.

    A position is sized once, at its entry, so the monthly renewal is what keeps its volatility
    near the target. It stays out for one candle a month.
    """

    INTERFACE_VERSION = 3
    timeframe = "4h"
    process_only_new_candles = True
    risk_choices: ClassVar[dict[str, Any]] = {
        "sizing": {"margin_pct": 5},
        "leverage": {"default": 1},
        "stops": {
            "policy": "percent",
            "percent": {"below_pct": 50, "above_pct": 50},
            "hard_limit_roi": 60,
        },
        "exits": {"take_profit_roi": 1000, "partial_exits": []},
    }

    def __init__(self, config: dict[str, Any]) -> None:
        timeframe = config.get("timeframe") or self.timeframe
        self.startup_candle_count = candles_of(self.volatility_days, timeframe) + 1
        super().__init__(config)

    def populate_indicators(
        self,
        dataframe: DataFrame,
        metadata: dict[str, Any],  # noqa: ARG002 - freqtrade's signature
    ) -> DataFrame:
        """Nothing: it does not look at the price."""
        return dataframe

    def populate_entry_trend(
        self,
        dataframe: DataFrame,
        metadata: dict[str, Any],  # noqa: ARG002 - freqtrade's signature
    ) -> DataFrame:
        """Always, but on the candle that ends a month."""
        dataframe["enter_long"] = (~self._ends_month(dataframe)).astype(int)
        return dataframe

    def populate_exit_trend(
        self,
        dataframe: DataFrame,
        metadata: dict[str, Any],  # noqa: ARG002 - freqtrade's signature
    ) -> DataFrame:
        """On the candle that ends a month."""
        dataframe["exit_long"] = self._ends_month(dataframe).astype(int)
        return dataframe

    def _ends_month(self, dataframe: DataFrame) -> Any:
        opened = dataframe["date"]
        closed = opened + Timedelta(minutes=timeframe_to_minutes(self.timeframe))
        return opened.dt.month != closed.dt.month
