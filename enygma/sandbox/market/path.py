"""The way a price travels inside a candle.

A candle that closes at or above its open goes open, low, high, close; one that closes below its
open goes open, high, low, close. It moves at constant speed, so that each leg takes a share of
the candle's time in proportion to its length. A candle that never moves stays at its open.
"""

from dataclasses import dataclass

from enygma.sandbox.market.candles import Candles

Ohlc = tuple[float, float, float, float]


def ohlc(candles: Candles, row: int) -> Ohlc:
    """Open, high, low and close of one candle as plain floats."""
    return (
        float(candles.open[row]),
        float(candles.high[row]),
        float(candles.low[row]),
        float(candles.close[row]),
    )


@dataclass(frozen=True, slots=True)
class Path:
    """Four waypoints: their times as fractions of the candle, and their prices."""

    times: tuple[float, float, float, float]
    prices: tuple[float, float, float, float]

    @classmethod
    def of(cls, candle: Ohlc) -> "Path":
        """The path of a candle (open, high, low, close)."""
        prices = _waypoints(candle, rising=candle[3] >= candle[0])
        first = abs(prices[1] - prices[0])
        second = first + abs(prices[2] - prices[1])
        whole = second + abs(prices[3] - prices[2])
        if whole <= 0.0:
            return cls((0.0, 0.25, 0.75, 1.0), prices)
        return cls((0.0, first / whole, second / whole, 1.0), prices)

    def followed_by(self, candle: Ohlc) -> "Path":
        """The path of a related price (mark, index) that turns when this one turns."""
        rising = self.prices[1] <= self.prices[2]
        return Path(self.times, _waypoints(candle, rising=rising))

    def at(self, fraction: float) -> float:
        """The price after `fraction` (0 to 1) of the candle's time."""
        leg = self._leg(fraction)
        start, end = self.times[leg], self.times[leg + 1]
        if fraction >= end:
            return self.prices[leg + 1]
        share = (fraction - start) / (end - start)
        low, high = sorted((self.prices[leg], self.prices[leg + 1]))
        return min(
            max(self.prices[leg] + share * (self.prices[leg + 1] - self.prices[leg]), low), high
        )

    def is_rising(self, fraction: float) -> bool:
        """Whether the price moves up (or rests) at that time."""
        leg = self._leg(fraction)
        return self.prices[leg + 1] >= self.prices[leg]

    def until(self, fraction: float) -> Ohlc:
        """Open, high, low, close of the candle as it has formed after `fraction` of its time."""
        last = self.at(fraction)
        passed = [
            price for time, price in zip(self.times, self.prices, strict=True) if time <= fraction
        ]
        return self.prices[0], max(last, *passed), min(last, *passed), last

    def _leg(self, fraction: float) -> int:
        if fraction > self.times[2] or fraction >= 1.0:
            return 2
        return int(fraction > self.times[1])


def _waypoints(candle: Ohlc, *, rising: bool) -> tuple[float, float, float, float]:
    first, high, low, last = candle
    return (first, low, high, last) if rising else (first, high, low, last)
