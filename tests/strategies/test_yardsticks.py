"""The yardsticks in freqtrade's own backtester, and the size that volatility gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from freqtrade.optimize.backtesting import Backtesting
from freqtrade.resolvers import StrategyResolver
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, date_range

from custom_risk.volatility_target import COLUMN, candles_of, realised_volatility

Configure = Callable[..., dict[str, Any]]
TARGET_PCT = 2.0
LOT_SHARE = 0.02
"""How much of a position a lot of BTC may be."""


@pytest.fixture(scope="module")
def traded(configure: Configure) -> Callable[[str], tuple[Any, DataFrame]]:
    """A strategy and its trades of four weeks."""

    def ran(name: str) -> tuple[Any, DataFrame]:
        config = configure(strategy=name, dry_run_wallet=1_000_000)
        backtesting = Backtesting(config)
        backtesting.start()
        trades = backtesting.results["strategy"][name]["trades"]
        return backtesting.strategylist[0], DataFrame(trades)

    return ran


def assert_sized(strategy: Any, trades: DataFrame) -> None:
    """The first trade of each pair has the notional of the target."""
    for pair, of_pair in trades.groupby("pair"):
        first = of_pair.sort_values("open_date").iloc[0]
        candles = strategy.advise_indicators(strategy.dp.historic_ohlcv(pair, "4h"), {"pair": pair})
        known = candles[candles["date"] < first["open_date"]]
        wanted = 1_000_000 * TARGET_PCT / 100 / known[COLUMN].iat[-1]
        notional = first["amount"] * first["open_rate"]
        assert notional == pytest.approx(wanted, rel=LOT_SHARE)
        assert notional < 0.05 * 1_000_000


def test_the_breakout_trades_both_sides_at_its_volatility(
    traded: Callable[[str], tuple[Any, DataFrame]],
) -> None:
    strategy, trades = traded("BreakoutStrategy")
    assert set(trades["is_short"]) == {True, False}
    assert "exit_signal" in set(trades["exit_reason"])
    assert_sized(strategy, trades)


def test_holding_buys_each_pair_once_and_keeps_it(
    traded: Callable[[str], tuple[Any, DataFrame]],
) -> None:
    strategy, trades = traded("HoldStrategy")
    assert sorted(trades["pair"]) == ["BTC/USDT:USDT", "ETH/USDT:USDT"]
    assert set(trades["exit_reason"]) == {"force_exit"}
    assert_sized(strategy, trades)


def test_holding_is_renewed_at_the_end_of_each_month(configure: Configure) -> None:
    strategy = StrategyResolver.load_strategy(configure(strategy="HoldStrategy"))
    frame = DataFrame({"date": date_range("2025-01-30", periods=24, freq="4h", tz="UTC")})
    frame = strategy.populate_entry_trend(frame, {})
    frame = strategy.populate_exit_trend(frame, {})
    assert frame.loc[frame["exit_long"] == 1, "date"].astype(str).tolist() == [
        "2025-01-31 20:00:00+00:00"
    ]
    assert (frame["enter_long"] + frame["exit_long"] == 1).all()


@given(st.integers(0, 1000), st.floats(0.001, 0.05))
def test_volatility_is_that_of_the_returns_per_year(seed: int, deviation: float) -> None:
    returns = np.random.default_rng(seed).normal(0, deviation, 200)
    close = 100 * np.exp(np.cumsum(returns))
    volatility = realised_volatility(close, "1d", 30)
    assert np.isnan(volatility[:30]).all()
    expected = np.std(returns[-30:], ddof=1) * np.sqrt(365)
    assert volatility[-1] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("timeframe", "candles"), [("30m", 480), ("4h", 60), ("1d", 10)])
def test_ten_days_are_ten_days_on_every_timeframe(timeframe: str, candles: int) -> None:
    assert candles_of(10, timeframe) == candles
