"""Scoring beside the bare TA-Lib calls for the same indicators, on the same candles, in turns."""

from __future__ import annotations

import sys
from statistics import median
from time import thread_time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import talib

if __package__ in (None, ""):
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from enygma.scoring import PROFILES, score_candles

if TYPE_CHECKING:
    from collections.abc import Callable

Row = tuple[str, float, str]

TIMEFRAME = "30m"
YEARS_ROWS = 35_040  # two years of 30m
LIVE_ROWS = 500
CONTRACTS = 542
TURNS = 15
CALLS = 20


def measure() -> list[Row]:
    """The ratio for two years, the time of 500 candles, and that of all contracts at once."""
    years, live = walk(YEARS_ROWS, seed=1), walk(LIVE_ROWS, seed=2)
    contracts = [walk(LIVE_ROWS, seed=seed) for seed in range(CONTRACTS)]
    scored, bare = _in_turns(_scoring(years), _bare(years), 1)
    scored_live, bare_live = _in_turns(_scoring(live), _bare(live), CALLS)
    every = _seconds(lambda: [_scoring(each)() for each in contracts], 1)
    return [
        ("scoring: score_candles / bare TA-Lib, 35,040 candles", scored / bare, "<= 3"),
        ("scoring: score_candles, per candle of 35,040", scored / YEARS_ROWS * 1e9, "ns"),
        ("scoring: bare TA-Lib, per candle of 35,040", bare / YEARS_ROWS * 1e9, "ns"),
        ("scoring: score_candles, 500 candles, ms", scored_live * 1e3, "<= 2"),
        ("scoring: bare TA-Lib, 500 candles", bare_live * 1e3, "ms"),
        ("scoring: 542 contracts x 500 candles, one core, s", every, "<= 1"),
    ]


def walk(rows: int, seed: int) -> pd.DataFrame:
    """A random walk with the look of candles: ranges about the body, volumes in whole lots."""
    random = np.random.default_rng(seed)
    close = 1000.0 * np.exp(np.cumsum(random.normal(0.0, 0.003, rows)))
    opening = np.concatenate(([close[0]], close[:-1]))
    wicks = np.abs(random.normal(0.0, 0.001, (2, rows)))
    return pd.DataFrame(
        {
            "date": pd.date_range("2024-01-01", periods=rows, freq="30min", tz="UTC"),
            "open": opening,
            "high": np.maximum(opening, close) * (1.0 + wicks[0]),
            "low": np.minimum(opening, close) * (1.0 - wicks[1]),
            "close": close,
            "volume": np.floor(random.lognormal(8.0, 1.0, rows)),
        }
    )


def _scoring(candles: pd.DataFrame) -> Callable[[], None]:
    """Scores the candles and keeps the result until the next call, as a bot does."""
    kept = {}

    def call() -> None:
        kept["scored"] = score_candles(candles, TIMEFRAME, PROFILES["strict"])

    return call


def _bare(candles: pd.DataFrame) -> Callable[[], object]:
    """TA-Lib's calls for what counts on 30m and nothing else; it has none for CMF."""
    high, low, close, volume = (
        candles[name].to_numpy() for name in ("high", "low", "close", "volume")
    )

    def calls() -> None:
        talib.STOCHRSI(close, 21, 14, 3, 0)
        talib.MACD(close, 12, 26, 9)
        talib.BBANDS(close, 20)
        talib.WILLR(high, low, close, 14)
        talib.STOCH(high, low, close, 14, 3, 0, 3, 0)
        for period in (10, 25, 50):
            talib.EMA(close, period)
        middle = talib.MEDPRICE(high, low)
        talib.SMA(middle, 5)
        talib.SMA(middle, 34)
        place = talib.STOCHF(high, low, close, 9, 1, 0)[0]
        talib.EMA(talib.EMA(place, 5), 5)
        talib.SMA(talib.OBV(close, volume), 20)
        talib.SMA(talib.TRANGE(high, low, close), 14)
        talib.CCI(high, low, close, 20)

    return calls


def _in_turns(
    one: Callable[[], object], other: Callable[[], object], calls: int
) -> tuple[float, float]:
    """Median processor seconds of a call of each, in turns so that both meet the same load."""
    times = [(_seconds(one, calls), _seconds(other, calls)) for _ in range(TURNS)]
    return median(each[0] for each in times), median(each[1] for each in times)


def _seconds(call: Callable[[], object], calls: int) -> float:
    began = thread_time()
    for _ in range(calls):
        call()
    return (thread_time() - began) / calls


if __name__ == "__main__":
    for name, measured, goal in measure():
        sys.stdout.write(f"{name:60} {measured:10.3f} {goal}\n")
