"""A small backtest result, stored with freqtrade's own functions, and the candles beneath it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from freqtrade.data.btanalysis import BT_DATA_COLUMNS
from freqtrade.data.history import get_datahandler
from freqtrade.enums import CandleType
from freqtrade.optimize.optimize_reports import generate_backtest_stats, store_backtest_results

START = pd.Timestamp("2025-10-01", tz="UTC")
STEP = pd.Timedelta(minutes=30)
PAIRS = {"BTC/USDT:USDT": 100_000.0, "ETH/USDT:USDT": 3_500.0}
FEE = 0.0008


def make_candles(rows: int, price: float, seed: int = 7, step: pd.Timedelta = STEP) -> pd.DataFrame:
    """A seeded random walk as freqtrade's candles."""
    chance = np.random.default_rng(seed)
    close = price * np.exp(np.cumsum(chance.normal(0.0, 0.004, rows)))
    open_ = np.concatenate([[price], close[:-1]])
    reach = np.abs(chance.normal(0.0, 0.002, (2, rows)))
    return pd.DataFrame(
        {
            "date": pd.date_range(START, periods=rows, freq=step).as_unit("ms"),
            "open": open_,
            "high": np.maximum(open_, close) * (1 + reach[0]),
            "low": np.minimum(open_, close) * (1 - reach[1]),
            "close": close,
            "volume": chance.uniform(100.0, 900.0, rows),
        }
    )


def make_trade(
    pair: str,
    opened: pd.Timestamp,
    closed: pd.Timestamp,
    entry: float,
    leave: float,
    *,
    short: bool = False,
    **changes: Any,
) -> dict[str, Any]:
    """A closed trade of 200 USDT margin at six times leverage, as freqtrade writes it."""
    side = -1 if short else 1
    amount = 1200.0 / entry
    fees = (entry + leave) * amount * FEE
    profit = side * (leave - entry) * amount - fees
    fills = [(opened, entry, True), (closed, leave, False)]
    trade: dict[str, Any] = {
        "pair": pair,
        "stake_amount": 200.0,
        "max_stake_amount": 200.0,
        "amount": amount,
        "open_date": opened,
        "close_date": closed,
        "open_rate": entry,
        "close_rate": leave,
        "fee_open": FEE,
        "fee_close": FEE,
        "trade_duration": int((closed - opened).total_seconds() // 60),
        "profit_ratio": profit / 200.0,
        "profit_abs": profit,
        "exit_reason": "trailing_stop_loss" if profit > 0 else "stop_loss",
        "initial_stop_loss_abs": entry * (1 - side * 0.0098),
        "initial_stop_loss_ratio": -0.0588,
        "stop_loss_abs": entry * (1 - side * 0.0098),
        "stop_loss_ratio": -0.0588,
        "min_rate": min(entry, leave),
        "max_rate": max(entry, leave),
        "is_open": False,
        "enter_tag": "S +84 BUY | macd ema",
        "leverage": 6.0,
        "is_short": short,
        "open_timestamp": int(opened.timestamp() * 1000),
        "close_timestamp": int(closed.timestamp() * 1000),
        "orders": [
            {
                "amount": amount,
                "safe_price": price,
                "ft_order_side": "buy" if enters is not short else "sell",
                "order_filled_timestamp": int(time.timestamp() * 1000),
                "ft_is_entry": enters,
                "ft_order_tag": "",
                "cost": amount * price,
            }
            for time, price, enters in fills
        ],
        "funding_fees": -0.05,
    }
    return trade | changes


def some_trades(candles: dict[str, pd.DataFrame], every: int = 60) -> list[dict[str, Any]]:
    """Trades of alternating sides that last ten candles."""
    found = []
    for pair, frame in candles.items():
        for number, row in enumerate(range(240, len(frame) - 20, every)):
            first, last = frame.iloc[row], frame.iloc[row + 10]
            found.append(
                make_trade(
                    pair,
                    first["date"],
                    last["date"],
                    float(first["open"]),
                    float(last["open"]),
                    short=number % 2 == 1,
                )
            )
    return sorted(found, key=lambda trade: trade["open_timestamp"])


@dataclass(frozen=True)
class Run:
    """Where a stored backtest and its candles are."""

    userdir: Path
    datadir: Path
    results: Path
    config: Path
    candles: dict[str, pd.DataFrame]
    trades: list[dict[str, Any]]

    @property
    def options(self) -> list[str]:
        """How a command is told where everything is."""
        return ["--config", str(self.config), "--userdir", str(self.userdir)]


CONFIG = """{
  // with a comment, as freqtrade allows
  "trading_mode": "futures", "margin_mode": "isolated", "stake_currency": "USDT",
  "stake_amount": "unlimited", "dry_run": true, "max_open_trades": 5,
  "enygma": {"profile": "strict", "timeframes": ["30m", "2h"]},
  "exchange": {"name": "kucoin", "pair_whitelist": ["BTC/USDT:USDT", "ETH/USDT:USDT"]}
}
"""


def store_candles(datadir: Path, pair: str, timeframe: str, frame: pd.DataFrame) -> None:
    """Write candles as `freqtrade download-data` does."""
    get_datahandler(datadir, "feather").ohlcv_store(pair, timeframe, frame, CandleType.FUTURES)


def make_run(folder: Path, rows: int = 900, every: int = 60) -> Run:
    """Candles of two pairs and two timeframes, and the stored result of a backtest over them."""
    userdir = folder / "user_data"
    results, datadir = userdir / "backtest_results", userdir / "data" / "kucoin"
    results.mkdir(parents=True)
    datadir.mkdir(parents=True)
    candles = {
        pair: make_candles(rows, price, seed=number)
        for number, (pair, price) in enumerate(PAIRS.items())
    }
    for pair, frame in candles.items():
        store_candles(datadir, pair, "30m", frame)
        hours = frame.set_index("date").resample("2h")
        coarse = hours.agg(
            {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
        )
        store_candles(datadir, pair, "2h", coarse.reset_index())
    trades = some_trades(candles, every)
    store_result(results, candles, trades)
    config = folder / "config.json"
    config.write_text(CONFIG, encoding="utf-8")
    return Run(userdir, datadir, results, config, candles, trades)


def store_result(
    results: Path,
    candles: dict[str, pd.DataFrame],
    trades: list[dict[str, Any]],
    **told: Any,
) -> Path:
    """Statistics and storage by freqtrade itself; `told` is added to the content of the run."""
    frame = pd.DataFrame(trades, columns=BT_DATA_COLUMNS)
    settings = {
        "stake_currency": "USDT",
        "stake_amount": "unlimited",
        "dry_run_wallet": 10_000,
        "available_capital": 10_000,
        "tradable_balance_ratio": 1,
        "max_open_trades": 5,
        "timeframe": "30m",
        "stoploss": -0.1,
        "minimal_roi": {"0": 0.15},
        "use_exit_signal": True,
        "exit_profit_only": False,
        "exit_profit_offset": 0.0,
        "ignore_roi_if_entry_signal": False,
        "trading_mode": "futures",
        "margin_mode": "isolated",
        "exportdirectory": results,
        "original_config": {"enygma": {"profile": "strict"}, "exchange": {"name": "kucoin"}},
    }
    content = {
        "results": frame,
        "config": settings,
        "locks": [],
        "rejected_signals": 0,
        "final_balance": 10_000 + sum(trade["profit_abs"] for trade in trades),
        "timedout_entry_orders": 0,
        "timedout_exit_orders": 0,
        "canceled_trade_entries": 0,
        "canceled_entry_orders": 0,
        "replaced_entry_orders": 0,
        "backtest_start_time": 1,
        "backtest_end_time": 2,
        "run_id": "test",
        **told,
    }
    any_pair = next(iter(candles.values()))
    first = any_pair["date"].iloc[240].to_pydatetime()
    last = any_pair["date"].iloc[-1].to_pydatetime()
    stats = generate_backtest_stats(candles, {"EnygmaStrategy": content}, first, last)
    stamp = datetime(2026, 1, 1, tzinfo=UTC).strftime("%Y-%m-%d_%H-%M-%S")
    stored: Path = store_backtest_results(settings, stats, stamp)
    return stored


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A stored backtest over two pairs. Read it, do not change it."""
    return make_run(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="session")
def empty_result(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stored result of a backtest that made no trade."""
    return store_result(tmp_path_factory.mktemp("empty"), run.candles, [])


@pytest.fixture(scope="session")
def telling_result(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stored result that tells its limits, refusals, and one move of the stop of every trade."""
    refusals = [
        {"reason": "EXPOSURE_LIMIT", "pair": "BTC/USDT:USDT", "side": side, "count": count}
        for side, count in (("long", 30), ("short", 12))
    ]
    stops = [
        {
            "pair": trade["pair"],
            "opened_ms": trade["open_timestamp"],
            "steps": [[trade["open_timestamp"] + 1_800_000, trade["open_rate"]]],
        }
        for trade in run.trades
    ]
    told = {
        "version": 1,
        "settings": {"limits": {"max_exposure_pct": "60", "max_daily_drawdown_pct": "2"}},
        "refusals": refusals,
        "decisions": [],
        "stops": stops,
    }
    folder = tmp_path_factory.mktemp("telling")
    return store_result(folder, run.candles, run.trades, custom_risk=told)


@pytest.fixture(scope="session")
def hostile_result(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stored result whose entry tag and exit reason try to leave the page's data."""
    text = "</script><script>alert(1)"
    trades = [run.trades[0] | {"enter_tag": text, "exit_reason": text}]
    return store_result(tmp_path_factory.mktemp("hostile"), run.candles, trades)
