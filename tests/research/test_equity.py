"""Equity with open positions, and drawdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.research.equity import drawdown, equity_curve, profit_path
from enygma.research.equity_chart import MAX_POINTS, equity_payload
from enygma.research.result import load_result

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.research.conftest import Run

FEE = 0.001


def fill(time: int, price: float, amount: float, *, enters: bool) -> dict[str, Any]:
    """A filled order."""
    return {
        "order_filled_timestamp": time,
        "safe_price": price,
        "amount": amount,
        "ft_is_entry": enters,
    }


def trade_of(fills: list[dict[str, Any]], profit: float, *, short: bool = False) -> dict[str, Any]:
    """A closed trade with these fills."""
    return {
        "pair": "ETH/USDT:USDT",
        "is_short": short,
        "fee_open": FEE,
        "fee_close": FEE,
        "profit_abs": profit,
        "close_timestamp": fills[-1]["order_filled_timestamp"],
        "orders": fills,
    }


def path(trade: dict[str, Any], prices: list[float]) -> NDArray[np.float64]:
    """The trade's profit at the closes of candles of 10 ms that open at 0, 10, 20 …"""
    times = np.arange(1, len(prices) + 1, dtype=np.int64) * 10
    return profit_path(trade, times, np.array(prices))


@pytest.mark.parametrize(("short", "expected"), [(False, 2 * 5.0), (True, -2 * 5.0)])
def test_an_open_position_is_worth_its_price_less_the_entry_fee(
    *, short: bool, expected: float
) -> None:
    fills = [fill(10, 100.0, 2.0, enters=True), fill(30, 110.0, 2.0, enters=False)]
    values = path(trade_of(fills, 7.0, short=short), [90.0, 105.0, 105.0, 110.0])
    assert values[0] == 0.0
    assert values[1] == pytest.approx(expected - 2.0 * 100.0 * FEE)
    assert values[3] == 7.0


def test_a_partial_exit_keeps_what_it_earned() -> None:
    fills = [
        fill(0, 100.0, 4.0, enters=True),
        fill(10, 110.0, 1.0, enters=False),
        fill(30, 90.0, 3.0, enters=False),
    ]
    values = path(trade_of(fills, -21.0), [100.0, 100.0, 95.0, 90.0])
    fees = (4 * 100.0 + 110.0) * FEE
    assert values[1] == pytest.approx(10.0 - fees)
    assert values[2] == pytest.approx(10.0 - 3 * 5.0 - fees)
    assert values[3] == -21.0


def test_equity_ends_at_freqtrades_final_balance(run: Run) -> None:
    result = load_result(run.results)
    closes = {
        pair: frame.set_index(frame["date"] + pd.Timedelta("30m"))["close"]
        for pair, frame in run.candles.items()
    }
    equity = equity_curve(result.trades, closes, result.starting_balance)
    assert equity.iloc[0] == result.starting_balance
    assert equity.iloc[-1] == pytest.approx(result.stats["final_balance"])
    assert equity.index.is_monotonic_increasing


def test_without_candles_there_is_no_curve() -> None:
    equity = equity_curve(pd.DataFrame(), {}, 1000.0)
    assert equity.empty
    assert equity_payload(equity)["times"] == []


@given(st.lists(st.floats(1.0, 1e6), min_size=1, max_size=60))
@settings(max_examples=100, deadline=None)
def test_drawdown_is_never_above_zero_and_zero_at_a_new_peak(values: list[float]) -> None:
    equity = pd.Series(values)
    fall = drawdown(equity)
    assert (fall <= 0).all()
    assert (fall > -1).all()
    assert fall[equity == equity.cummax()].eq(0).all()


def test_a_long_curve_is_thinned_but_keeps_its_end_and_its_lowest_point() -> None:
    values = np.full(50_001, 1000.0)
    values[12_345] = 700.0
    times = pd.date_range("2020-01-01", periods=len(values), freq="30min", tz="UTC")
    payload = equity_payload(pd.Series(values, index=times))
    assert len(payload["times"]) <= MAX_POINTS + 2
    assert int(times[12_345].timestamp() * 1000) in payload["times"]
    assert payload["times"][-1] == int(times[-1].timestamp() * 1000)
