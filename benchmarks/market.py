"""The sandbox's market: how fast it opens, what it keeps in memory, how fast it serves candles."""

from __future__ import annotations

import resource
import sys
from multiprocessing import get_context
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enygma.sandbox.market import Market

Row = tuple[str, float, str]

# 1 October 2026: a fixed present, so that every run serves the same candles.
NOW_MS = 1_790_812_800_000
DAY_MS = 86_400_000
DAYS = 730
DOWNLOADED_MINUTES = (30, 120)
# One request of freqtrade asks for this many candles.
PAGE = 200


def measure() -> list[Row]:
    """Start, memory and throughput of six pairs over two years, each in a fresh process."""
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        seconds, megabytes = pool.apply(_open)
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        downloaded, per_second, peak = pool.apply(_download)
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        minutes_per_second, prices_per_second, books_per_second = pool.apply(_look)
    return [
        ("market: open 6 pairs x 2 years, imports included", seconds, "s"),
        ("market: memory added by opening it", megabytes, "MB"),
        ("market: candles of a two-year download (30m, 2h)", downloaded, "candles"),
        ("market: served in pages of 200", per_second, "candles/s"),
        ("market: process peak after that download", peak, "MB"),
        ("market: 1m candles served in one call", minutes_per_second, "candles/s"),
        ("market: prices at successive seconds", prices_per_second, "1/s"),
        ("market: books of 100 levels", books_per_second, "1/s"),
    ]


def _open_market() -> Market:
    from enygma.sandbox.market import open_market

    return open_market(NOW_MS)


def _open() -> tuple[float, float]:
    before, began = _peak_mb(), perf_counter()
    _open_market()
    return perf_counter() - began, _peak_mb() - before


def _download() -> tuple[float, float, float]:
    market, began, served = _open_market(), perf_counter(), 0
    for contract in market.contracts:
        for minutes in DOWNLOADED_MINUTES:
            step_ms = PAGE * minutes * 60_000
            for start_ms in range(market.first_ms, NOW_MS, step_ms):
                page = market.candles(
                    contract.symbol, minutes, start_ms, start_ms + step_ms, NOW_MS
                )
                served += len(page)
    return float(served), served / (perf_counter() - began), _peak_mb()


def _look() -> tuple[float, float, float]:
    market = _open_market()
    symbol, start_ms = market.contracts[0].symbol, NOW_MS - 100 * DAY_MS
    began = perf_counter()
    minutes = len(market.candles(symbol, 1, start_ms, NOW_MS, NOW_MS)) / (perf_counter() - began)
    began = perf_counter()
    for second in range(2_000):
        market.prices(symbol, start_ms + 1_000 * second)
    prices = 2_000 / (perf_counter() - began)
    began = perf_counter()
    for second in range(1_000):
        market.book(symbol, start_ms + 1_000 * second, 100)
    return minutes, prices, 1_000 / (perf_counter() - began)


def _peak_mb() -> float:
    """Peak resident memory of this process; the system counts in KB, on macOS in bytes."""
    unit = 1_048_576 if sys.platform == "darwin" else 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
