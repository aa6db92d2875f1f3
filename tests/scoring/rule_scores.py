"""The score of each candle, computed row by row in plain Python straight from its rules.

Slow and simple on purpose: every value of a row is computed anew from the candles before it, so
that it has nothing in common with the fast way but the rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from rule_points import POINTS
from rule_series import Market, Series, atr_percents, side, trend_lines

OFF = {
    "5m": {"macd", "ema_trend", "awesome_oscillator", "cmf"},
    "15m": {"awesome_oscillator"},
    "1h": {"macd", "ema_trend", "awesome_oscillator", "obv", "cmf"},
}
MAXIMUM = {
    "rsi": 34,
    "stochrsi": 40,
    "macd": 36,
    "bollinger": 40,
    "williams_r": 50,
    "stochastic": 36,
    "ema_trend": 38,
    "awesome_oscillator": 34,
    "kdj": 34,
    "obv": 36,
    "cmf": 38,
    "cci": 32,
}
WARMUP = 113


@dataclass(frozen=True)
class Row:
    """One candle's verdict."""

    score: int
    regime: str
    confluence: int
    confidence: float
    entry: int
    points: dict[str, int]


def regime(atr: Series, row: int) -> str:
    """By the mean rank of the newest among the last 100."""
    last = [value for value in atr[row - 99 : row + 1] if value is not None]
    below, equal = sum(v < last[-1] for v in last), sum(v == last[-1] for v in last)
    percentile = below + (equal + 1) / 2
    return "LOW" if percentile <= 25 else "MEDIUM" if percentile <= 75 else "HIGH"


def confidence(score: int, level: str, atr: float, weaker: int, share: float) -> float:
    cents = 100 - 2 * weaker
    cents -= 5 if level == "LOW" and abs(score) < 80 else 0
    cents -= 6 if atr > 6 else 3 if atr > 4 else 0
    cents -= 10 if abs(score) < 60 else 0
    cents -= 5 if share < 60 else 0
    return max(cents, 0) / 100


def score_rows(m: Market, timeframe: str, *, strict: bool, rsi: bool) -> list[Row]:
    """Every candle's verdict; rows before the warm-up have score 0."""
    counted = [n for n in POINTS if n not in OFF.get(timeframe, set()) and (rsi or n != "rsi")]
    points = {
        name: [max(-MAXIMUM[name], min(MAXIMUM[name], p)) for p in POINTS[name](m, timeframe)]
        for name in counted
    }
    atr, (short, _, long) = atr_percents(m), trend_lines(m)
    rows: list[Row] = []
    for row in range(len(m.close)):
        if row < WARMUP:
            rows.append(Row(0, "UNKNOWN", 0, 0.0, 0, dict.fromkeys(counted, 0)))
            continue
        votes = {name: points[name][row] for name in counted}
        total, level = sum(votes.values()), regime(atr, row)
        size = max(0, abs(total) + {"LOW": 15, "MEDIUM": 5, "HIGH": -15}[level])
        score = side(total) * min(200, size)
        bull, bear = sum(v > 0 for v in votes.values()), sum(v < 0 for v in votes.values())
        with_score = {1: bull, -1: bear, 0: 0}[side(score)]
        share = 100 * with_score / len(counted)
        sure = confidence(score, level, atr[row] or 0.0, min(bull, bear), share)
        threshold = (80 if strict else 75) + (10 if level == "HIGH" else 0)
        enters = (
            abs(score) >= threshold
            and (not strict or rows[-1].score * side(score) < threshold)
            and with_score >= 4
            and share >= 50
            and sure >= (0.90 if strict else 0.85)
            and side(short[row] - long[row]) == side(score)  # type: ignore[operator]
            and abs(score) < 126
        )
        rows.append(Row(score, level, with_score, sure, side(score) if enters else 0, votes))
    return rows
