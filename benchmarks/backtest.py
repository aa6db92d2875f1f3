"""ENYGMA's backtest beside that of freqtrade's sample strategy: time and memory of whole processes.

Four contracts, two years of real 30m candles, the same window, fees and exchange for both. The
two run in turns, so that what else the machine does falls on both; the ratio is one of processor
time. ENYGMA's rules are those of the shipped configuration, protections included.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from time import perf_counter, time_ns
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = tuple[str, float, str]

REPOSITORY = Path(__file__).resolve().parents[1]
LONG_DATA = REPOSITORY.parent / "shared" / "data" / "long"

WINDOW = "20230801-20250731"
SHIFT = pd.Timedelta(days=190)
SOURCES = {"BTC": ("BTC", 1.0), "ETH": ("ETH", 1.0), "SOL": ("BTC", 1 / 400), "XRP": ("ETH", 1e-3)}
"""Which contract's candles each pair gets, and at which scale.

There are no two full years of real 30m candles of SOL and XRP, so these two carry those of BTC
and ETH of 190 days earlier, scaled to prices that suit their lots. The amount of work is that of
four pairs; profits mean nothing here.
"""
PRICES = ["open", "high", "low", "close"]
SERIES = ("30m-futures", "2h-futures", "1h-mark", "1h-funding_rate")
ROUNDS = 3

SAMPLE = """from freqtrade.templates.sample_strategy import SampleStrategy


class ShortingSample(SampleStrategy):
    can_short = True
    timeframe = "30m"
"""


@dataclass(frozen=True)
class Cost:
    """What one process took: processor and wall time in seconds, the peak of its memory in MB."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def measure(rounds: int = ROUNDS) -> list[Row]:
    """Rows of name, measured value and goal; none where the long candles are not at hand."""
    if not LONG_DATA.is_dir():
        sys.stderr.write(f"backtest: left out, no candles in {LONG_DATA}\n")
        return []
    with TemporaryDirectory() as name, _exchange() as address:
        folder = Path(name)
        config = _prepare(folder, address)
        strategies = {
            "EnygmaStrategy": REPOSITORY / "strategies",
            "ShortingSample": folder / "strategies",
        }
        costs: dict[str, list[Cost]] = {strategy: [] for strategy in strategies}
        for _ in range(rounds):
            for strategy, path in strategies.items():
                costs[strategy].append(_backtest(folder, config, strategy, path))
    return _rows(costs["EnygmaStrategy"], costs["ShortingSample"])


def _rows(ours: list[Cost], sample: list[Cost]) -> list[Row]:
    ratio = _median(ours, "cpu_s") / _median(sample, "cpu_s")
    return [
        ("backtest, 4 pairs x 2 years of 30m: ENYGMA / sample strategy", ratio, "<= 1.3"),
        ("ENYGMA's backtest, wall time", _median(ours, "wall_s"), "s"),
        ("sample strategy's backtest, wall time", _median(sample, "wall_s"), "s"),
        ("ENYGMA's backtest, peak memory", _median(ours, "peak_mb"), "MB"),
        ("sample strategy's backtest, peak memory", _median(sample, "peak_mb"), "MB"),
    ]


def _median(costs: list[Cost], quantity: str) -> float:
    return float(statistics.median(getattr(cost, quantity) for cost in costs))


@contextmanager
def _exchange() -> Iterator[str]:
    """The sandbox, for the list of contracts, their tiers and fees."""
    from enygma.sandbox import running_sandbox
    from enygma.sandbox.market import open_market

    with running_sandbox(open_market(time_ns() // 1_000_000)) as sandbox:
        yield sandbox.url


def _prepare(folder: Path, address: str) -> Path:
    (folder / "strategies").mkdir()
    (folder / "strategies" / "shorting_sample.py").write_text(SAMPLE, encoding="utf-8")
    (folder / "user_data").mkdir()
    _store_candles(folder / "data" / "futures")
    config = folder / "config.json"
    config.write_text(json.dumps(_config(address)), encoding="utf-8")
    return config


def _store_candles(target: Path) -> None:
    target.mkdir(parents=True)
    for pair, (source, scale) in SOURCES.items():
        for series in SERIES:
            name = f"_USDT_USDT-{series}.feather"
            candles = pd.read_feather(LONG_DATA / "futures" / f"{source}{name}")
            if pair != source:
                candles["date"] += SHIFT
                prices = candles.columns.intersection(PRICES)
                candles[prices] *= scale
            candles.to_feather(target / f"{pair}{name}")


def _config(address: str) -> dict[str, object]:
    hosts = ("public", "private", "futuresPublic", "futuresPrivate", "uta", "utaV2", "utaPrivate")
    from freqtrade.configuration.load_config import load_config_file

    shipped = load_config_file(str(REPOSITORY / "config.json"))
    return {
        "enygma": shipped["enygma"],
        "custom_risk": shipped["custom_risk"],
        "trading_mode": "futures",
        "margin_mode": "isolated",
        "stake_currency": "USDT",
        "stake_amount": "unlimited",
        "tradable_balance_ratio": 0.99,
        "dry_run": True,
        "dry_run_wallet": 10_000,
        "max_open_trades": 5,
        "exchange": {
            "name": "kucoin",
            "pair_whitelist": [f"{pair}/USDT:USDT" for pair in SOURCES],
            "ccxt_config": {"urls": {"api": dict.fromkeys(hosts, address)}},
        },
        "pairlists": [{"method": "StaticPairList"}],
        "entry_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
        "exit_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
    }


def _backtest(folder: Path, config: Path, strategy: str, strategies: Path) -> Cost:
    """One `freqtrade backtesting` as its own process. Raises RuntimeError when it fails."""
    command = [
        sys.executable, "-m", "freqtrade", "backtesting",
        "--config", str(config),
        "--userdir", str(folder / "user_data"),
        "--datadir", str(folder / "data"),
        "--strategy", strategy,
        "--strategy-path", str(strategies),
        "--timeframe", "30m",
        "--timerange", WINDOW,
        "--enable-protections",
        "--cache", "none",
    ]  # fmt: skip
    errors = folder / "errors.txt"
    before = perf_counter()
    with errors.open("w") as log:
        process = Popen(command, stdout=DEVNULL, stderr=log, cwd=folder)  # noqa: S603 - our own interpreter and arguments
        _, status, usage = os.wait4(process.pid, 0)
    wall_s = perf_counter() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{strategy}: freqtrade failed\n{errors.read_text()[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, wall_s, usage.ru_maxrss / _RSS_PER_MB)


_RSS_PER_MB = 1024 * 1024 if sys.platform == "darwin" else 1024
