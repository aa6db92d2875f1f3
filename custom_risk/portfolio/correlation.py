"""How alike the returns of two pairs were lately."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from custom_risk.settings.portfolio import CorrelationSettings

Correlate = Callable[[str, str], float | None]
"""Correlation of two pairs, None where it is not known."""


@dataclass(frozen=True, slots=True)
class CloseSeries:
    """Closing prices with the opening times of their candles, oldest first; equal lengths."""

    times: NDArray[np.datetime64]
    closes: NDArray[np.float64]

    @classmethod
    def of(cls, candles: Any, count: int) -> CloseSeries:
        """The newest `count` rows of a `pandas.DataFrame` with the columns date and close."""
        if candles.empty:
            return NO_CLOSES
        times = candles["date"].iloc[-count:].to_numpy("datetime64[ms]")
        return cls(times, candles["close"].iloc[-count:].to_numpy("float64"))


NO_CLOSES = CloseSeries(np.empty(0, "datetime64[ms]"), np.empty(0, "float64"))


def correlation(first: CloseSeries, second: CloseSeries, window: int, least: int) -> float | None:
    """Pearson's correlation of the last `window` returns that both have.

    Candles are matched by their times: in a backtest, and while candles arrive, one pair may be a
    candle behind the other. None with fewer than `least` returns, and where a price stood still.
    """
    prices = _matched(first, second)
    prices = prices[:, np.all(np.isfinite(prices) & (prices > 0), axis=0)][:, -window - 1 :]
    if prices.shape[1] - 1 < least:
        return None
    returns = np.diff(np.log(prices), axis=1)
    if not (np.ptp(returns, axis=1) > 0).all():
        return None
    found = float(np.corrcoef(returns)[0, 1])
    return found if isfinite(found) else None


def _matched(first: CloseSeries, second: CloseSeries) -> NDArray[np.float64]:
    """Closes of the candles that both have; shape (2, candles)."""
    if np.array_equal(first.times, second.times):
        return np.vstack((first.closes, second.closes))
    _, mine, theirs = np.intersect1d(
        first.times, second.times, assume_unique=True, return_indices=True
    )
    return np.vstack((first.closes[mine], second.closes[theirs]))


class Correlations:
    """Correlations of any two pairs, each computed once per candle.

    `closes` gives the closes of a pair up to its newest closed candle; `window_candles` and one
    more are enough. It is asked once per pair and candle.
    """

    def __init__(self, settings: CorrelationSettings, closes: Callable[[str], CloseSeries]) -> None:
        self._settings = settings
        self._closes = closes
        self._candle: datetime | None = None
        self._series: dict[str, CloseSeries] = {}
        self._known: dict[tuple[str, str], float | None] = {}

    def at(self, candle: datetime) -> Correlate:
        """To be asked while this candle is the newest."""
        if candle != self._candle:
            self._candle = candle
            self._series, self._known = {}, {}
        return self._between

    def _between(self, first: str, second: str) -> float | None:
        key = (first, second) if first <= second else (second, first)
        if key not in self._known:
            window, least = self._settings.window_candles, self._settings.min_candles
            mine, theirs = (self._series_of(each) for each in key)
            self._known[key] = correlation(mine, theirs, window, least)
        return self._known[key]

    def _series_of(self, pair: str) -> CloseSeries:
        if pair not in self._series:
            self._series[pair] = self._closes(pair)
        return self._series[pair]


def unknown(_first: str, _second: str) -> None:
    """No correlation is known: the table of groups decides."""
