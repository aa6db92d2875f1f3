"""The candles on which limits are tried: real ones where they are at hand, else synthetic ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from benchmarks.backtest import LONG_DATA
from enygma.sandbox.market.synthetic import SyntheticMarket

if TYPE_CHECKING:
    from enygma.sandbox.market.candles import Candles as Columns

DAY_MS = 86_400_000
SEED = 1
REAL_PAIRS = ("BTC/USDT:USDT", "ETH/USDT:USDT", "SOL/USDT:USDT")
COLUMNS = ("open", "high", "low", "close", "volume")


@dataclass(frozen=True)
class Candles:
    """A datadir of freqtrade's, and the market whose contracts are traded on it."""

    name: str
    pairs: tuple[str, ...]
    timerange: str
    folder: Path
    market: SyntheticMarket


@contextmanager
def candles_at_hand() -> Iterator[Candles]:
    """Real 30m candles of three pairs over a year and a half, or synthetic ones of six pairs."""
    market = _market("2025-05-01", "2026-01-02")
    if LONG_DATA.is_dir():
        name = "BTC, ETH, SOL, 30m, 2024-02-01 to 2025-07-31, fee 0.06 % a side"
        yield Candles(name, REAL_PAIRS, "20240201-20250731", LONG_DATA, market)
        return
    with TemporaryDirectory() as folder:
        _store(market, Path(folder))
        pairs = tuple(contract.pair for contract in market.contracts)
        name = f"synthetic market, seed {SEED}, 30m, 2025-07-01 to 2026-01-01, fee 0.06 % a side"
        yield Candles(name, pairs, "20250701-20260101", Path(folder), market)


def _market(first: str, last: str) -> SyntheticMarket:
    span = [int(pd.Timestamp(day, tz="UTC").timestamp() * 1000) for day in (first, last)]
    return SyntheticMarket(SEED, span[0], span[1] + DAY_MS)


def _store(market: SyntheticMarket, folder: Path) -> None:
    """The candles that freqtrade's backtester asks for, as its own feather files."""
    from freqtrade.data.history import get_datahandler
    from freqtrade.enums import CandleType

    store, span = get_datahandler(folder, "feather"), (market.first_ms, market.last_ms)
    now_ms = market.last_ms
    for contract in market.contracts:
        symbol, pair = contract.symbol, contract.pair
        for timeframe, minutes in (("30m", 30), ("2h", 120)):
            candles = _frame(market.candles(symbol, minutes, *span, now_ms))
            store.ohlcv_store(pair, timeframe, candles, CandleType.FUTURES)
        mark = _frame(market.mark_candles(symbol, 60, *span, now_ms))
        store.ohlcv_store(pair, "1h", mark, CandleType.MARK)
        times, rates = market.funding_rates(symbol, *span, now_ms)
        funding = pd.DataFrame({"date": _dates(times), "funding_rate": rates})
        store.ohlcv_store(pair, "1h", funding, CandleType.FUNDING_RATE)


def _frame(candles: Columns) -> pd.DataFrame:
    columns = {name: getattr(candles, name) for name in COLUMNS}
    return pd.DataFrame({"date": _dates(candles.ms)} | columns)


def _dates(times_ms: Any) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(pd.to_datetime(times_ms, unit="ms", utc=True))
