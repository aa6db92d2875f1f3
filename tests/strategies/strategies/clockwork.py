"""Nothing but the clock decides when these trade: an entry every other candle, then an exit."""

from __future__ import annotations

from typing import Any

from freqtrade.strategy import DecimalParameter, IStrategy
from pandas import DataFrame

from custom_risk.risk_managed import RiskManaged


class Clockwork(IStrategy):
    """In at every second candle, out at the next; protections as the configuration lists them."""

    INTERFACE_VERSION = 3
    timeframe = "30m"
    stoploss = -0.5

    @property
    def protections(self) -> list[dict[str, Any]]:
        """What the test wants to see at work."""
        listed: list[dict[str, Any]] = self.config.get("listed_protections", [])
        return listed

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """The candles as they are."""
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Every second candle."""
        dataframe["enter_long"] = (dataframe.index % 2 == 0).astype(int)
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Every other."""
        dataframe["exit_long"] = (dataframe.index % 2 == 1).astype(int)
        return dataframe


class ManagedClockwork(RiskManaged, Clockwork):
    """The same with size, stops and limits by the risk rules."""


class AveragingClockwork(ManagedClockwork):
    """It would double whatever is open."""

    def adjust_trade_position(self, trade: Any, **terms: Any) -> Any:
        """A slice where risk sells one, else as much again."""
        return super().adjust_trade_position(trade=trade, **terms) or trade.stake_amount


class TunedClockwork(ManagedClockwork):
    """Its daily loss is searched for."""

    loss_pct = DecimalParameter(0.1, 2.0, default=1.0, decimals=1, space="protection")

    @property
    def protections(self) -> list[dict[str, Any]]:
        """A session whose relative loss is the parameter."""
        return [
            {
                "method": "SessionLimit",
                "max_daily_loss": None,
                "max_daily_loss_pct": self.loss_pct.value,
            }
        ]
