"""Markets small enough for tests."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import feather

from enygma.sandbox.market import Candles, SyntheticMarket

DAY_MS = 86_400_000
START_MS = 1_750_000_000_000 // DAY_MS * DAY_MS
PAIRS = ("BTC/USDT:USDT", "ETH/USDT:USDT", "XRP/USDT:USDT")

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def start_ms() -> int:
    """A midnight in June 2025, the first moment of the synthetic market."""
    return START_MS


@pytest.fixture(scope="session")
def market() -> SyntheticMarket:
    """Thirty synthetic days of three pairs."""
    return SyntheticMarket(7, START_MS, START_MS + 30 * DAY_MS, PAIRS)


@pytest.fixture
def write_feather(tmp_path: Path) -> Write:
    """Writes columns as a feather file of a data directory, as freqtrade does."""

    def write(name: str, folder: Path | None = None, **columns: object) -> Path:
        home = (folder or tmp_path) / "futures"
        home.mkdir(parents=True, exist_ok=True)
        arrays = {
            key: pa.array(value, pa.timestamp("ms", "UTC")) if key == "date" else pa.array(value)
            for key, value in columns.items()
        }
        feather.write_feather(pa.table(arrays), str(home / name), compression="lz4")
        return home / name

    return write


@pytest.fixture
def record(market: SyntheticMarket, write_feather: Write) -> Callable[..., Candles]:
    """Writes synthetic candles of a pair into a data directory and returns them."""

    def write(symbol: str, minutes: int, folder: Path, timeframe: str, days: int = 28) -> Candles:
        end_ms = START_MS + days * DAY_MS
        candles = market.candles(symbol, minutes, START_MS, end_ms, end_ms)
        base = market.contract(symbol).pair.split("/")[0]
        write_feather(
            f"{base}_USDT_USDT-{timeframe}-futures.feather",
            folder,
            date=candles.ms,
            open=candles.open,
            high=candles.high,
            low=candles.low,
            close=candles.close,
            volume=candles.volume,
        )
        return candles

    return write


def assert_same(one: Candles, other: Candles) -> None:
    for expected, found in zip(one.columns(), other.columns(), strict=True):
        np.testing.assert_array_equal(expected, found)


@pytest.fixture(scope="session")
def same() -> Callable[[Candles, Candles], None]:
    """Asserts that two series of candles are equal in every column."""
    return assert_same
