"""A strategy under the risk rules that never enters by itself."""

from __future__ import annotations

from typing import Any, ClassVar

from freqtrade.strategy import IStrategy
from pandas import DataFrame

from custom_risk.order_types import MARKET_ORDERS
from custom_risk.risk_managed import RiskManaged


class Braked(RiskManaged, IStrategy):
    """No signals; sizes, stops and the circuit breaker are risk's."""

    INTERFACE_VERSION = 3
    timeframe = "1h"
    can_short = True
    startup_candle_count = 0
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


class Choosy(Braked):
    """The same with a breaker, a limit and a sector that its class chooses."""

    risk_choices: ClassVar[dict[str, Any]] = {
        "breaker": {},
        "limits": {"max_open_positions": 2},
        "portfolio": {"sectors": {"ETH": "MINE"}},
    }


class Vouching(Braked):
    """One whose class says that it needs no evidence."""

    risk_choices: ClassVar[dict[str, Any]] = {"evidence": {"without": "full_size"}}
