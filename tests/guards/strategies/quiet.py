"""A strategy that never enters by itself, so that a test decides what is open."""

from __future__ import annotations

from typing import Any, ClassVar

from freqtrade.strategy import IStrategy
from pandas import DataFrame

from custom_risk.order_types import MARKET_ORDERS


class Quiet(IStrategy):
    """No signals; a hard stop at 10 % of the margin, on the exchange."""

    INTERFACE_VERSION = 3
    timeframe = "1h"
    can_short = True
    stoploss = -0.10
    minimal_roi: ClassVar[dict[str, float]] = {"0": 10.0}
    startup_candle_count = 0
    position_adjustment_enable = True
    order_types: ClassVar[dict[str, Any]] = dict(MARKET_ORDERS)

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """None."""
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """None."""
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """None."""
        return dataframe

    def leverage(self, *_: Any, **__: Any) -> float:
        """Five times."""
        return 5.0

    def confirm_trade_exit(self, *_: Any, **__: Any) -> bool:
        """Never: a kill switch has to close all the same."""
        return False
