"""How prices moved inside the minutes of a market: the turning points, in their true order."""

from __future__ import annotations

from collections.abc import Iterator

from enygma.sandbox.market import Market
from enygma.sandbox.market.path import Path, ohlc

from .stop_course import Moment

MINUTE_MS = 60_000
_LATER_MS = 400 * 86_400_000


class Paths:
    """Last and mark prices of one contract between two moments, all candles being over."""

    def __init__(self, market: Market, symbol: str, start_ms: int, end_ms: int) -> None:
        first = start_ms - start_ms % MINUTE_MS
        last = end_ms - end_ms % MINUTE_MS + MINUTE_MS
        window = (symbol, 1, first, last, end_ms + _LATER_MS)
        self._market, self._symbol = market, symbol
        self._last = market.candles(*window)
        self._mark = market.mark_candles(*window)
        self.start_ms, self.end_ms = start_ms, end_ms

    def minutes(self) -> Iterator[tuple[int, float, float, float]]:
        """Open time, open, high and low of the last price, minute by minute."""
        for row in range(len(self._last)):
            first, high, low, _ = ohlc(self._last, row)
            yield int(self._last.ms[row]), first, high, low

    def points(self) -> Iterator[Moment]:
        """Turning points of the last price from `start_ms` on, in their true order."""
        yield self.start_ms, self.at(self.start_ms)
        for row in range(len(self._last)):
            path = Path.of(ohlc(self._last, row))
            for time, price in zip(path.times, path.prices, strict=True):
                ms = int(self._last.ms[row]) + int(time * MINUTE_MS)
                if self.start_ms < ms <= self.end_ms:
                    yield ms, price

    def at(self, ms: int) -> float:
        """The last price at a moment."""
        return self._market.prices(self._symbol, ms).last

    def quoted(self, ms: int, *, is_short: bool) -> float:
        """What a position could be closed for at a moment: the best bid, or ask for a short."""
        prices = self._market.prices(self._symbol, ms)
        return prices.best_ask if is_short else prices.best_bid
