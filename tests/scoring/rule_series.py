"""Series over candles in plain Python, each value from the candles before it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Series = list[float | None]
Votes = list[int]


@dataclass(frozen=True)
class Market:
    """Candles as lists."""

    high: list[float]
    low: list[float]
    close: list[float]
    volume: list[float]

    def price(self, row: int, value: float) -> float:
        """Rounded to 11 significant digits of the close."""
        return round(value, 10 - math.floor(math.log10(self.close[row])))

    def prices(self, values: Series) -> Series:
        return [None if v is None else self.price(row, v) for row, v in enumerate(values)]


def oscillator(values: Series) -> Series:
    return [None if v is None else round(v, 9) for v in values]


def mean(values: Series, period: int) -> Series:
    """Simple mean of the last `period` values."""
    means: Series = []
    for row in range(len(values)):
        last = values[max(0, row - period + 1) : row + 1]
        known = [value for value in last if value is not None]
        means.append(math.fsum(known) / period if len(known) == period else None)
    return means


def exponential(values: Series, period: int) -> Series:
    """Starts from the mean of the first `period` known values."""
    seeds, result, previous = mean(values, period), list[float | None](), None
    for value, seed in zip(values, seeds, strict=True):
        if previous is None or value is None:
            previous = seed
        else:
            previous += (value - previous) * 2.0 / (period + 1)
        result.append(previous)
    return result


def wilder(close: Sequence[float], period: int) -> Series:
    changes = [now - before for before, now in pairwise(close)]
    result: Series = [None] * len(close)
    up = math.fsum(max(c, 0.0) for c in changes[:period]) / period
    down = math.fsum(max(-c, 0.0) for c in changes[:period]) / period
    for row in range(period, len(close)):
        if row > period:
            up = (up * (period - 1) + max(changes[row - 1], 0.0)) / period
            down = (down * (period - 1) + max(-changes[row - 1], 0.0)) / period
        result[row] = round(100.0 * up / (up + down), 9) if up + down else 50.0
    return result


def place(high: Series, low: Series, close: Series, period: int) -> Series:
    """Where the close lies in the range of the period, in percent; 50 without a range."""
    result: Series = []
    for row, value in enumerate(close):
        highs = [v for v in high[max(0, row - period + 1) : row + 1] if v is not None]
        lows = [v for v in low[max(0, row - period + 1) : row + 1] if v is not None]
        if len(highs) < period or value is None:
            result.append(None)
        elif max(highs) == min(lows):
            result.append(50.0)
        else:
            result.append(100.0 * (value - min(lows)) / (max(highs) - min(lows)))
    return result


def strongest(signals: Sequence[tuple[bool, int]], bonuses: Sequence[tuple[bool, int]] = ()) -> int:
    """The points of largest magnitude that hold, and the bonuses that do."""
    held = [points for holds, points in signals if holds]
    most = max((abs(points) for points in held), default=0)
    best = {points for points in held if abs(points) == most}
    return (best.pop() if len(best) == 1 else 0) + sum(p for holds, p in bonuses if holds)


def by_row(rows: int, rule: Callable[[int], int], *needed: Series) -> Votes:
    """The rule where every series it needs is known, on this row and the one before."""
    return [
        rule(row)
        if row > 0 and all(s[row] is not None and s[row - 1] is not None for s in needed)
        else 0
        for row in range(rows)
    ]


def crossed(row: int, line: Series, other: Series | None = None) -> int:
    """1 where the line crosses above, -1 where it crosses below."""
    before = line[row - 1] - (other[row - 1] if other else 0.0)  # type: ignore[operator]
    now = line[row] - (other[row] if other else 0.0)  # type: ignore[operator]
    return int(before <= 0 < now) - int(before >= 0 > now)


def side(difference: float) -> int:
    return (difference > 0) - (difference < 0)


def trend_lines(m: Market) -> tuple[Series, Series, Series]:
    short, medium, long = (m.prices(exponential([*m.close], period)) for period in (10, 25, 50))
    return short, medium, long


def atr_percents(m: Market) -> Series:
    ranges: Series = [None]
    for row in range(1, len(m.close)):
        before = m.close[row - 1]
        ranges.append(
            max(m.high[row] - m.low[row], abs(m.high[row] - before), abs(m.low[row] - before))
        )
    pairs = zip(mean(ranges, 14), m.close, strict=True)
    return oscillator([None if atr is None else atr / close * 100 for atr, close in pairs])
