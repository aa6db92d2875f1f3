"""How prices moved inside the minutes of a market: the turning points, in their true order."""

from __future__ import annotations

from collections.abc import Iterator

from enygma.sandbox.market import Candles, Market
from enygma.sandbox.market.path import Path, ohlc

from .stop_course import Moment

MINUTE_MS = 60_000
_LATER_MS = 400 * 86_400_000


class Paths:
    """Last and mark prices of one contract between two moments, all candles being over."""

    def __init__(self, market: Market, symbol: str, start_ms: int, end_ms: int) -> None:
        first = start_ms - start_ms % MINUTE_MS
        window = (symbol, 1, first, end_ms + MINUTE_MS, end_ms + _LATER_MS)
        self._last = market.candles(*window)
        self._mark = market.mark_candles(*window)
        self._start_ms, self._end_ms = start_ms, end_ms

    def last(self) -> Iterator[Moment]:
        """Turning points of the last price."""
        yield from self._points(self._last, self._last)

    def mark(self) -> Iterator[Moment]:
        """Turning points of the mark price, which turns when the last price does."""
        yield from self._points(self._mark, self._last)

    def minute(self, ms: int) -> tuple[float, float, float, float]:
        """Open, high, low and close of the last price in the minute that holds `ms`."""
        row = (ms - int(self._last.ms[0])) // MINUTE_MS
        return ohlc(self._last, min(max(row, 0), len(self._last) - 1))

    def _points(self, candles: Candles, leader: Candles) -> Iterator[Moment]:
        for row in range(len(leader)):
            path = Path.of(ohlc(leader, row))
            if candles is not leader:
                path = path.followed_by(ohlc(candles, row))
            for time, price in zip(path.times, path.prices, strict=True):
                ms = int(leader.ms[row]) + int(time * MINUTE_MS)
                if self._start_ms <= ms <= self._end_ms:
                    yield ms, price
