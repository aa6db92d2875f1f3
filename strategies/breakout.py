"""A yardstick: trend following by breakouts of ten days."""

from __future__ import annotations

from typing import Any, ClassVar

from freqtrade.enums import TradingMode
from freqtrade.strategy import IntParameter, IStrategy
from pandas import DataFrame

from custom_risk.volatility_target import VolatilityTarget, candles_of


class BreakoutStrategy(VolatilityTarget, IStrategy):
    """Long above the highest high of the last ten days, short below their lowest low.

    A position stays until the price breaks out on the other side, or the stop is hit. Something
    to compare with: the oldest rule there is, at a volatility of its own choosing.
    """

    INTERFACE_VERSION = 3
    timeframe = "4h"
    process_only_new_candles = True
    risk_choices: ClassVar[dict[str, Any]] = {
        "sizing": {"margin_pct": 5},
        "leverage": {"default": 1},
        "stops": {
            "policy": "percent",
            "percent": {"below_pct": 20, "above_pct": 20},
            "hard_limit_roi": 25,
        },
        "exits": {"take_profit_roi": 1000, "partial_exits": []},
    }
    breakout_days = IntParameter(2, 30, default=10, space="buy")

    def __init__(self, config: dict[str, Any]) -> None:
        self.can_short = config.get("trading_mode", TradingMode.SPOT) != TradingMode.SPOT
        longest = max(self.volatility_days, self.breakout_days.high)
        timeframe = config.get("timeframe") or self.timeframe
        self.startup_candle_count = candles_of(longest, timeframe) + 1
        super().__init__(config)

    def populate_indicators(
        self,
        dataframe: DataFrame,
        metadata: dict[str, Any],  # noqa: ARG002 - freqtrade's signature
    ) -> DataFrame:
        """Nothing: the channel depends on a parameter."""
        return dataframe

    def populate_entry_trend(
        self,
        dataframe: DataFrame,
        metadata: dict[str, Any],  # noqa: ARG002 - freqtrade's signature
    ) -> DataFrame:
        """Entries where a candle closes outside of the channel of those before it."""
        above, below = self._breakouts(dataframe)
        dataframe["enter_long"] = above.astype(int)
        dataframe["enter_short"] = below.astype(int)
        return dataframe

    def populate_exit_trend(
        self,
        dataframe: DataFrame,
        metadata: dict[str, Any],  # noqa: ARG002 - freqtrade's signature
    ) -> DataFrame:
        """Each side leaves where the other enters."""
        above, below = self._breakouts(dataframe)
        dataframe["exit_long"] = below.astype(int)
        dataframe["exit_short"] = above.astype(int)
        return dataframe

    def _breakouts(self, dataframe: DataFrame) -> tuple[Any, Any]:
        window = candles_of(self.breakout_days.value, self.timeframe)
        high = dataframe["high"].rolling(window).max().shift(1)
        low = dataframe["low"].rolling(window).min().shift(1)
        return dataframe["close"] > high, dataframe["close"] < low
