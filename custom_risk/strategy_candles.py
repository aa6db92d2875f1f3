"""The analysed candles of a strategy, as risk reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from freqtrade.exchange import timeframe_to_minutes
from pandas import DataFrame

from custom_risk.portfolio import CloseSeries
from custom_risk.signal import Signal
from custom_risk.signal_reader import SignalReader


class StrategyCandles:
    """Reads what freqtrade's data provider has for a strategy at this moment."""

    def __init__(self, strategy: Any, reader: SignalReader) -> None:
        """The strategy gets its data provider later than its risk rules."""
        self._strategy = strategy
        self._reader = reader
        self._known: tuple[tuple[str, datetime], Signal] | None = None

    def signal(self, pair: str, now: datetime | None = None) -> Signal:
        """Of the newest closed candle; with a moment it is read once for that one.

        Leverage and stake of an entry ask for it one after the other.
        """
        if now is None:
            return self._reader.read(self.newest(pair, self._reader.columns))
        if self._known is None or self._known[0] != (pair, now):
            self._known = (pair, now), self.signal(pair)
        return self._known[1]

    def forget(self) -> None:
        """Read again: a turn or candle begins, and its moment may be one of another backtest."""
        self._known = None

    def signal_before(self, pair: str, moment: datetime) -> Signal:
        """Of the last candle that had closed at a moment."""
        candles = self._candles(pair)
        if candles.empty:
            return Signal()
        length = timedelta(minutes=timeframe_to_minutes(self._strategy.timeframe))
        closed = candles[candles["date"] + length <= moment]
        if closed.empty:
            return Signal()
        columns = [each for each in self._reader.columns if each in closed]
        return self._reader.read({each: closed[each].iat[-1] for each in columns})

    def closes(self, pair: str, count: int) -> CloseSeries:
        """The newest closing prices."""
        return CloseSeries.of(self._candles(pair), count)

    def newest(self, pair: str, columns: Iterable[str]) -> dict[str, Any]:
        """Values on the newest candle; a column that is not there is left out."""
        provider: Any = self._strategy.dp
        # of the data provider of a fast backtest alone
        if (ask := getattr(provider, "newest_values", None)) is not None:
            told = ask(pair, self._strategy.timeframe, columns)
            if told is not None:
                return {each: _plain(value) for each, value in told.items()}
        candles = self._candles(pair)
        if candles.empty:
            return {}
        return {each: _plain(candles[each].iat[-1]) for each in columns if each in candles}

    def _candles(self, pair: str) -> DataFrame:
        timeframe = self._strategy.timeframe
        candles: DataFrame = self._strategy.dp.get_analyzed_dataframe(pair, timeframe)[0]
        return candles


def _plain(value: Any) -> Any:
    """A scalar of numpy's as Python's own, which a log can write as a number."""
    return value.item() if isinstance(value, np.generic) else value
