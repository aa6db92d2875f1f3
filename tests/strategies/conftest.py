"""A KuCoin on this machine, candles that go somewhere, and freqtrade's own backtester."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from freqtrade.data.history import get_datahandler
from freqtrade.enums import CandleType, RunMode
from freqtrade.optimize.backtesting import Backtesting
from pandas import DataFrame, Timestamp, date_range

from enygma.sandbox import ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market.synthetic import SyntheticMarket
from tests.backtest_configuration import WALLET, loaded
from tests.bot_configuration import configuration

NOW_MS = 1_767_277_845_678
DAY_MS = 86_400_000
PAIRS = ("BTC/USDT:USDT", "ETH/USDT:USDT")
START = Timestamp("2025-09-01", tz="UTC")
DAYS = 60
EASY_GATES = {"min_score": 45, "min_confidence": 0.7}
TIMERANGE = "20251001-20251030"
Configure = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def venue_url() -> Iterator[str]:
    """Address of a sandbox whose time stands still: it only has to know its markets."""
    market = SyntheticMarket(7, NOW_MS - 2 * DAY_MS, NOW_MS + DAY_MS, PAIRS)
    options = ServerOptions(rate_limit=False)
    with running_sandbox(market, SteppedClock(NOW_MS), options) as running:
        yield running.url


@pytest.fixture(scope="session")
def datadir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty days of 30m and 2h candles that swing, with mark prices and funding."""
    folder = tmp_path_factory.mktemp("data")
    store = get_datahandler(folder, "feather")
    for seed, (pair, price) in enumerate(zip(PAIRS, (60_000.0, 2_500.0), strict=True)):
        half_hours = swinging_candles(seed, price)
        for timeframe in ("30m", "2h", "4h"):
            candles = _resampled(half_hours, timeframe)
            store.ohlcv_store(pair, timeframe, candles, CandleType.FUTURES)
        hours = _resampled(half_hours, "1h")
        store.ohlcv_store(pair, "1h", hours, CandleType.MARK)
        funding = hours[["date"]].assign(funding_rate=1e-5)
        store.ohlcv_store(pair, "1h", funding, CandleType.FUNDING_RATE)
    return folder


def swinging_candles(seed: int, price: float) -> DataFrame:
    """A seeded walk of 30m candles on a slow swing, so that both sides get their entries."""
    rng = np.random.default_rng(seed)
    rows = DAYS * 48
    swing = 0.0012 * np.sin(np.arange(rows) * 2 * np.pi / 160)
    close = price * np.exp(np.cumsum(rng.normal(swing, 0.0025)))
    opened = np.concatenate([[price], close[:-1]])
    reach = np.abs(rng.normal(0, 0.0015, (2, rows)))
    return DataFrame(
        {
            "date": date_range(START, periods=rows, freq="30min"),
            "open": opened.round(1),
            "high": (np.maximum(opened, close) * (1 + reach[0])).round(1),
            "low": (np.minimum(opened, close) * (1 - reach[1])).round(1),
            "close": close.round(1),
            "volume": rng.uniform(50, 500, rows).round(3),
        }
    )


def _resampled(candles: DataFrame, timeframe: str) -> DataFrame:
    rule = timeframe.replace("m", "min")
    parts = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
    return candles.resample(rule, on="date").agg(parts).reset_index()


@pytest.fixture(scope="session")
def configure(
    venue_url: str, datadir: Path, repo_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Configure:
    """freqtrade's configuration of a backtest; `changes` replace top-level keys."""

    def configured(runmode: RunMode = RunMode.BACKTEST, **changes: Any) -> dict[str, Any]:
        config = configuration(
            venue_url,
            PAIRS,
            **WALLET,
            tradable_balance_ratio=0.99,
            max_open_trades=5,
            strategy="EnygmaStrategy",
            strategy_path=str(repo_root / "strategies"),
            enygma={"profile": "canonical", "scoring": {"gates": EASY_GATES}},
        )
        folder = tmp_path_factory.mktemp("bot")
        return loaded(config | changes, folder, datadir, TIMERANGE, runmode)

    return configured


Backtest = Callable[..., Backtesting]


@pytest.fixture(scope="session")
def backtest(configure: Configure) -> Backtest:
    """Run a backtest on the swinging candles; its trades are on the returned object."""

    def ran(**changes: Any) -> Backtesting:
        backtesting = Backtesting(configure(**changes))
        backtesting.start()
        return backtesting

    return ran
