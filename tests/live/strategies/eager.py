"""A strategy with a signal on every candle, so that a test need not wait for one."""

from __future__ import annotations

from typing import Any

from freqtrade.strategy import IStrategy
from pandas import DataFrame

from custom_risk.risk_managed import RiskManaged
from enygma.scored_strategy import ScoredStrategy


class Eager(ScoredStrategy, RiskManaged, IStrategy):
    """Long on every pair but Ether, which it is short on; size, stops and exits as configured."""

    INTERFACE_VERSION = 3
    can_short = True
    risk_regime_column = None
    risk_signal_columns = ("enygma_score", "enygma_class", "enygma_confidence")

    @property
    def protections(self) -> list[dict[str, Any]]:
        """What the configuration of a test lists."""
        listed: list[dict[str, Any]] = self.config.get("listed_protections", [])
        return listed

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """A signal on every candle, with the tag that the score would have given it."""
        dataframe = super().populate_entry_trend(dataframe, metadata)
        short = metadata["pair"].startswith("ETH")
        dataframe["enter_long"], dataframe["enter_short"] = int(not short), int(short)
        dataframe["enter_tag"] = "-90 STRONG_SELL RSI KDJ" if short else "+90 STRONG_BUY RSI KDJ"
        return dataframe
