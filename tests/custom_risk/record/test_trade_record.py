"""The record of an account's trades, against one that looks at everything every time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.account import ClosedTrade
from custom_risk.record import WINDOWS, TradeRecord, Window

MakeClosed = Callable[..., list[ClosedTrade]]


def told(window: Window) -> tuple[object, ...]:
    return window.count, window.win_rate, window.expectancy, window.kelly, window.sharpe


def naive(trades: list[ClosedTrade], size: int, pair: str | None) -> Window:
    return Window([each for each in trades if pair in (None, each.pair)][-size:])


def test_a_pair_that_was_never_traded_has_an_empty_window(closed_trades: MakeClosed) -> None:
    record = TradeRecord().read(closed_trades(1, 2))
    assert record.window(30, "ETH/USDT:USDT").count == 0
    assert record.window(30, "BTC/USDT:USDT").count == 2
    assert record.pairs == ["BTC/USDT:USDT"]


def test_only_the_latest_trades_count(closed_trades: MakeClosed) -> None:
    record = TradeRecord().read(closed_trades(*[-1] * 480, *[1] * 30))
    assert [record.window(size).count for size in WINDOWS] == [30, 100, 500]
    assert [float(record.window(size).win_rate) for size in WINDOWS] == [1.0, 0.3, 0.06]


@pytest.mark.parametrize("size", [0, -1, 501])
def test_a_window_that_is_not_kept_cannot_be_asked_for(size: int) -> None:
    with pytest.raises(ValueError, match="outside 1 … 500"):
        TradeRecord().window(size)


def test_another_backtest_on_the_same_record_begins_afresh(closed_trades: MakeClosed) -> None:
    record = TradeRecord().read(closed_trades(-1, -1, -1))
    assert record.read([]).window(30).count == 0
    record.read(closed_trades(-1, -1, -1))
    assert record.read(closed_trades(1, 1, 1, 1)).window(30).win_rate == 1


def test_a_trade_that_turns_up_late_is_counted_where_it_belongs(closed_trades: MakeClosed) -> None:
    first, late, last = closed_trades(1, -1, 1)
    record = TradeRecord().read([first, last])
    assert record.read([first, late, last]).window(30).count == 3
    assert record.window(2).win_rate == 0.5


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(-3, 3)), max_size=150),
    st.lists(st.integers(0, 150), max_size=10),
    st.integers(1, 40),
)
def test_reading_in_pieces_says_what_reading_all_would(
    closed_trades: MakeClosed, traded: list[tuple[str, int]], pieces: list[int], size: int
) -> None:
    trades = closed_trades(*(profit for _, profit in traded))
    trades = [replace(each, pair=name) for each, (name, _) in zip(trades, traded, strict=True)]
    record = TradeRecord()
    for until in sorted(min(each, len(trades)) for each in pieces):
        read = record.read(trades[:until])
        for pair in (None, "A", "C"):
            assert told(read.window(size, pair)) == told(naive(trades[:until], size, pair))
