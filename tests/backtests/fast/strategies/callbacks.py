"""Strategies for comparing backtests: one that answers every callback, and plainer ones."""

from __future__ import annotations

from typing import Any, ClassVar

from freqtrade.strategy import IStrategy
from pandas import DataFrame


class Crossing(IStrategy):
    """Both sides around a mean, in and out by signal, no callback; trails its stop."""

    INTERFACE_VERSION = 3
    timeframe = "30m"
    can_short = True
    stoploss = -0.05
    trailing_stop = True
    trailing_stop_positive = 0.01
    trailing_stop_positive_offset = 0.02
    trailing_only_offset_is_reached = True
    minimal_roi: ClassVar[dict[str, float]] = {"0": 0.06, "600": 0.02}

    @property
    def protections(self) -> list[dict[str, Any]]:
        """What the test wants to see at work."""
        listed: list[dict[str, Any]] = self.config.get("listed_protections", [])
        return listed

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """The mean of ten closes."""
        dataframe["mean"] = dataframe["close"].rolling(10).mean()
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Above it long, below it short, on some candles."""
        above = dataframe["close"] > dataframe["mean"]
        dataframe["enter_long"] = (above & (dataframe.index % 5 == 0)).astype(int)
        dataframe["enter_short"] = (~above & (dataframe.index % 7 == 0)).astype(int)
        dataframe.loc[above, "enter_tag"] = "above"
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """Now and then."""
        dataframe["exit_long"] = (dataframe.index % 31 == 0).astype(int)
        dataframe["exit_short"] = (dataframe.index % 29 == 0).astype(int)
        dataframe.loc[dataframe.index % 31 == 0, "exit_tag"] = "often enough"
        return dataframe


class Answering(Crossing):
    """Every callback that freqtrade has, with limit orders that may wait and time out."""

    use_custom_stoploss = True
    use_custom_roi = True
    position_adjustment_enable = True
    max_entry_position_adjustment = 2
    order_types: ClassVar[dict[str, Any]] = {
        "entry": "limit",
        "exit": "limit",
        "stoploss": "market",
        "stoploss_on_exchange": False,
    }
    unfilledtimeout: ClassVar[dict[str, Any]] = {"entry": 120, "exit": 60, "unit": "minutes"}

    def bot_loop_start(self, current_time: Any, **_: Any) -> None:
        """What the loop can see of the candles goes into the tags of exits."""
        pairs = self.dp.current_whitelist()
        self.seen = [len(self.dp.get_analyzed_dataframe(each, self.timeframe)[0]) for each in pairs]

    def leverage(self, **_: Any) -> float:
        """Three times."""
        return 3.0

    def custom_stake_amount(self, **_: Any) -> float:
        """A fixed stake."""
        return 500.0

    def custom_entry_price(self, proposed_rate: float, side: str, **_: Any) -> float:
        """A little better than asked for."""
        return proposed_rate * (0.999 if side == "long" else 1.001)

    def custom_exit_price(self, trade: Any, proposed_rate: float, **_: Any) -> float:
        """The same on the way out."""
        return proposed_rate * (0.9995 if trade.is_short else 1.0005)

    def adjust_order_price(
        self, current_order_rate: float, proposed_rate: float, **_: Any
    ) -> float:
        """Follows the price half way."""
        return (current_order_rate + proposed_rate) / 2

    def check_entry_timeout(self, order: Any, **_: Any) -> bool:
        """Never sooner than configured."""
        return bool(order.filled)

    def confirm_trade_entry(self, current_time: Any, **_: Any) -> bool:
        """Not at noon."""
        return bool(current_time.hour != 12)

    def confirm_trade_exit(self, current_time: Any, **_: Any) -> bool:
        """Not at midnight."""
        return bool(current_time.hour != 0)

    def custom_stoploss(self, trade: Any, current_profit: float, **_: Any) -> float | None:
        """Nearer once in profit; what is done to the copy of the trade must not count."""
        trade.stop_loss = 1.0
        trade.orders.clear()
        return -0.02 if current_profit > 0.02 else None

    def custom_roi(self, trade_duration: int, **_: Any) -> float:
        """Less with time."""
        return 0.12 if trade_duration < 600 else 0.03

    def custom_exit(self, current_profit: float, **_: Any) -> str | None:
        """Enough, told with what the loop saw."""
        return f"enough {self.seen}" if current_profit > 0.05 else None

    def adjust_trade_position(self, trade: Any, current_profit: float, **_: Any) -> Any:
        """More where it loses, less where it gains; its errors are freqtrade's to take."""
        if current_profit < -0.03 and trade.nr_of_successful_entries < 2:
            return 200.0
        if current_profit > 0.03 and trade.nr_of_successful_exits == 0:
            return -(trade.stake_amount / 3), "slice"
        if trade.nr_of_successful_exits > 0 and current_profit < 0:
            raise ValueError("no more slices")
        return None

    def order_filled(self, trade: Any, order: Any, **_: Any) -> None:
        """Keeps data of its own on the trade."""
        trade.set_custom_data("fills", [*trade.get_custom_data("fills", []), order.id])
