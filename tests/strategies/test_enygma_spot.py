"""The strategy on a spot market: it buys, without leverage, and never sells short."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ccxt.async_support
import pytest
from freqtrade.data.history import get_datahandler
from freqtrade.enums import CandleType
from freqtrade.optimize.backtesting import Backtesting
from pandas import DataFrame

PAIR = "BTC/USDT"


def spot_market(exchange: Any) -> dict[str, Any]:
    """BTC/USDT as ccxt describes KuCoin's."""
    return dict(
        exchange.safe_market_structure(
            {
                "id": "BTC-USDT",
                "symbol": PAIR,
                "base": "BTC",
                "quote": "USDT",
                "baseId": "BTC",
                "quoteId": "USDT",
                "type": "spot",
                "spot": True,
                "margin": False,
                "swap": False,
                "future": False,
                "option": False,
                "contract": False,
                "active": True,
                "taker": 0.001,
                "maker": 0.001,
                "precision": {"amount": 1e-8, "price": 0.1},
                "limits": {"amount": {"min": 1e-5}, "cost": {"min": 0.1}},
            }
        )
    )


@pytest.fixture
def spot_data(datadir: Path, tmp_path: Path) -> Path:
    """The candles of the perpetual contract, as if they were the spot market's."""
    futures, spot = get_datahandler(datadir, "feather"), get_datahandler(tmp_path, "feather")
    for timeframe in ("30m", "2h"):
        candles = futures.ohlcv_load(f"{PAIR}:USDT", timeframe, CandleType.FUTURES)
        spot.ohlcv_store(PAIR, timeframe, candles, CandleType.SPOT)
    return tmp_path


@pytest.fixture
def trades(
    configure: Callable[..., dict[str, Any]], spot_data: Path, monkeypatch: pytest.MonkeyPatch
) -> DataFrame:
    """Trades of a backtest in spot mode."""

    async def fetch_markets(exchange: Any, params: object = None) -> list[dict[str, Any]]:
        return [spot_market(exchange)]

    monkeypatch.setattr(ccxt.async_support.kucoin, "fetch_markets", fetch_markets)
    config = configure()
    config |= {"trading_mode": "spot", "margin_mode": "", "datadir": spot_data}
    config["candle_type_def"] = CandleType.SPOT
    config["exchange"]["pair_whitelist"] = [PAIR]
    backtesting = Backtesting(config)
    backtesting.start()
    return DataFrame(backtesting.results["strategy"]["EnygmaStrategy"]["trades"])


def test_it_buys_without_leverage_and_never_sells_short(trades: DataFrame) -> None:
    assert len(trades) > 3
    assert set(trades["is_short"]) == {False}
    assert set(trades["leverage"]) == {1.0}
    assert trades["max_stake_amount"].between(10_000 * 0.009, 10_000 * 0.031).all()
