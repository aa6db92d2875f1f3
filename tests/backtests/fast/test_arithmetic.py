"""Costs, prices on their grid and digits of prices: to the last bit what freqtrade reckons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from ccxt import ROUND, ROUND_DOWN, ROUND_UP, TICK_SIZE
from freqtrade.data.btanalysis import get_tick_size_over_time
from freqtrade.enums import TradingMode
from freqtrade.exchange import exchange_utils
from freqtrade.persistence.trade_model import LocalTrade
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series, Timestamp, date_range, testing

from enygma.backtests.digest import digest
from enygma.backtests.fast import costs, precision, stop_loss, tick_size, trade_sums
from enygma.backtests.fast.orders import PlainOrder

SIZES = st.floats(1e-9, 1e9)
FEES = st.floats(0, 0.05)
TICKS = st.sampled_from([1e-8, 1e-5, 0.0001, 0.001, 0.01, 0.05, 0.1, 0.5, 1.0, 10.0])


def trade(**fields: object) -> LocalTrade:
    known: dict[str, object] = {
        "open_date": datetime(2026, 1, 1, tzinfo=UTC),
        "trading_mode": TradingMode.FUTURES,
        "leverage": 3.0,
        "precision_mode_price": TICK_SIZE,
        "price_precision": 0.1,
    }
    return LocalTrade(**known | fields)


@given(SIZES, SIZES, FEES, st.floats(-100, 100), st.booleans())
@settings(max_examples=300)
def test_a_position_is_worth_the_same(
    amount: float, rate: float, fee: float, funding: float, short: bool
) -> None:
    held = trade(amount=amount, open_rate=rate, fee_open=fee, fee_close=fee, is_short=short)
    held.funding_fees = funding
    closed = held.calc_close_trade_value(rate)
    assert costs.close_value(held, rate).hex() == closed.hex()
    assert costs.close_value(held, 0.0).hex() == held.calc_close_trade_value(0.0).hex()
    opened = held._calc_open_trade_value(amount, rate)
    assert costs.open_value(held, amount, rate).hex() == opened.hex()


def test_a_price_that_is_no_number_is_refused_as_freqtrade_refuses_it() -> None:
    held = trade(amount=1.0, open_rate=1.0, fee_open=0.0, fee_close=0.0)
    for reckon in (held.calc_close_trade_value, lambda rate: costs.close_value(held, rate)):
        with pytest.raises(ValueError, match="nan"):
            reckon(float("nan"))


def order(number: int, side: str, amount: float, price: float, funding: float) -> PlainOrder:
    return PlainOrder(
        order_id=str(number), ft_order_side=side, ft_is_open=False, status="closed",
        amount=amount, filled=amount, average=price, price=price, funding_fee=funding,
    )  # fmt: skip


@given(
    st.lists(
        st.tuples(st.floats(1e-6, 1e6), st.floats(1e-6, 1e6), st.floats(0, 1), st.floats(-9, 9)),
        min_size=1,
        max_size=5,
    ),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=300)
def test_the_fills_of_a_trade_come_to_the_same(
    fills: list[tuple[float, float, float, float]], short: bool, leaves: bool, closing: bool
) -> None:
    own, fast = (
        trade(amount=0.0, open_rate=100.0, fee_open=0.0006, fee_close=0.0006, is_short=short,
              amount_precision=1e-6, precision_mode=TICK_SIZE, contract_size=1.0, orders=[])
        for _ in range(2)
    )  # fmt: skip
    entry, leave = own.entry_side, own.exit_side
    held = 0.0
    for number, (amount, price, share, funding) in enumerate(fills):
        is_exit = number > 0 and share > 0.5
        size = held * (share - 0.5) if is_exit else amount
        held += -size if is_exit else size
        for each in (own, fast):
            side = leave if is_exit else entry
            each.orders.append(order(number, side, size, price, funding))
    for each in (own, fast):
        if leaves:
            each.orders.append(order(99, leave, held, fills[0][1], 0.5))
    own.recalc_trade_from_orders(is_closing=closing)
    trade_sums.recalc_trade_from_orders(fast, is_closing=closing)
    assert digest({k: v for k, v in vars(fast).items() if k != "orders"}) == digest(
        {k: v for k, v in vars(own).items() if k != "orders"}
    )


@given(SIZES, TICKS, st.sampled_from([ROUND, ROUND_UP, ROUND_DOWN]))
@settings(max_examples=300)
def test_a_price_lands_on_the_same_tick(price: float, tick: float, mode: int) -> None:
    own = exchange_utils.price_to_precision(price, tick, TICK_SIZE, rounding_mode=mode)
    again = precision.price_to_precision(price, tick, TICK_SIZE, rounding_mode=mode)
    assert float(again).hex() == float(own).hex()


@given(SIZES, TICKS, st.sampled_from([None, 1.0, 0.001, 10.0, 100.0]))
@settings(max_examples=200)
def test_an_amount_has_the_same_contracts(amount: float, step: float, size: float | None) -> None:
    own = exchange_utils.amount_to_contract_precision(amount, step, TICK_SIZE, size)
    assert precision.amount_to_contract_precision(amount, step, TICK_SIZE, size) == own
    assert precision.contracts_to_amount(amount, size) == exchange_utils.contracts_to_amount(
        amount, size
    )


@given(st.lists(st.tuples(st.floats(0.5, 1e5), st.floats(-0.3, 0.3), st.booleans()), max_size=6),
       st.booleans())  # fmt: skip
def test_a_stop_moves_the_same_way(moves: list[tuple[float, float, bool]], short: bool) -> None:
    own, fast = (
        trade(amount=1.0, open_rate=100.0, fee_open=0.0, fee_close=0.0, is_short=short)
        for _ in range(2)
    )
    for price, distance, refresh in moves:
        own.adjust_stop_loss(price, distance, allow_refresh=refresh)
        stop_loss.adjust_stop_loss(fast, price, distance, allow_refresh=refresh)
        assert vars(own) == vars(fast)


@given(
    st.lists(
        st.tuples(st.integers(1, 10**9), st.integers(0, 8)).map(lambda n: n[0] / 10 ** n[1])
        | st.floats(1e-6, 1e9),
        min_size=4,
        max_size=40,
    ),
    st.integers(0, 8),
)
@settings(max_examples=100)
def test_prices_have_the_same_digits(prices: list[float], places: int) -> None:
    rows = np.array([prices[each : each + 4] for each in range(len(prices) - 3)])
    for values in (rows, rows.round(places)):
        frame = DataFrame(values, columns=["open", "high", "low", "close"])
        dates = date_range("2026-01-01", periods=len(frame), freq="9D", tz="UTC")
        own, fast = frame.assign(date=dates), frame.assign(date=dates)
        testing.assert_series_equal(
            tick_size.tick_size_over_time(fast), get_tick_size_over_time(own)
        )
        testing.assert_frame_equal(fast, own)


@given(
    st.lists(st.sampled_from([0.01, 0.1, float("nan")]), min_size=1, max_size=5),
    st.integers(-40, 200),
)
@settings(max_examples=200)
def test_the_tick_of_a_moment_is_the_same(ticks: list[float], day: int) -> None:
    months = date_range("2026-01-01", periods=len(ticks), freq="MS", tz="UTC")
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    series = Series(ticks, index=months)
    own: Any = series.asof(moment)
    again = tick_size._at({}, "BTC/USDT:USDT", series, Timestamp(moment).value)
    assert float(again).hex() == float(own).hex()
