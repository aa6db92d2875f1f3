"""Every rule that looks back on candles, trades or equity, in one strategy."""

from __future__ import annotations

from typing import Any, ClassVar

import talib
from freqtrade.strategy import IStrategy
from pandas import DataFrame

from custom_risk.risk_managed import RiskManaged


class Watchful(RiskManaged, IStrategy):
    """Follows a trend; sizes by how sure it is, exits by the climate, under every limit."""

    timeframe = "30m"
    can_short = True
    startup_candle_count = 60
    risk_choices: ClassVar[dict[str, Any]] = {
        "sizing": {"model": "confidence_table"},
        "stops": {"policy": "dynamic"},
        "exits": {"policy": "dynamic"},
        "portfolio": {"max_asset_pct": 6, "max_group_pct": 8},
        "breaker": {"loss_pct": 0.05, "loss_minutes": 90},
        "emergency": {},
    }
    risk_columns: ClassVar[dict[str, str]] = {"score": "trend", "confidence": "sure"}
    protections: ClassVar[list[dict[str, Any]]] = [
        {"method": "SessionLimit", "max_trades_per_hour": 3, "max_consecutive_losses": 3},
        {"method": "DailyDrawdown", "max_drawdown_pct": 0.2},
        {"method": "StrategyDegradation", "severe_pause_minutes": 60, "critical_pause_minutes": 90},
        {"method": "PortfolioExposure", "max_net_pct": 25},
        {"method": "CircuitBreaker", "loss_pct": 1, "degradation": None},
    ]

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """A trend and how sure it is."""
        fast, slow = (talib.EMA(dataframe["close"], each) for each in (5, 20))
        dataframe["trend"] = (fast / slow - 1) * 10_000
        dataframe["sure"] = (0.6 + dataframe["trend"].abs() / 300).clip(0, 1)
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """With the trend."""
        dataframe["enter_long"] = (dataframe["trend"] > 10).astype(int)
        dataframe["enter_short"] = (dataframe["trend"] < -10).astype(int)
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Risk's own."""
        return dataframe
