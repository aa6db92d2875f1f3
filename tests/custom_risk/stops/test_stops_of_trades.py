"""Stops on freqtrade's own trades, through freqtrade's own stop handling (I-008)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from freqtrade.persistence import LocalTrade
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk.events import Reason

MakeBench = Callable[..., Any]
MakeTrade = Callable[..., LocalTrade]


def progress(trade: LocalTrade) -> float:
    """The stop so that more is more protective."""
    return float(-trade.stop_loss if trade.is_short else trade.stop_loss)


@pytest.mark.parametrize("short", [False, True])
def test_the_first_fill_sets_the_initial_stop(
    make_bench: MakeBench,
    make_trade: MakeTrade,
    short: bool,
) -> None:
    trade = make_trade(short=short)
    make_bench().adjust_stop(trade, 100.0, after_fill=True)
    assert trade.stop_loss == (100.98 if short else 99.02)
    assert not trade.is_stop_loss_trailing


def test_asking_again_at_the_same_price_changes_nothing(
    make_bench: MakeBench, make_trade: MakeTrade
) -> None:
    bench, trade = make_bench(), make_trade(rate=65_432.1, tick=0.1)
    bench.adjust_stop(trade, 66_543.2)
    first = trade.stop_loss
    for _ in range(20):
        bench.adjust_stop(trade, 66_543.2)
    assert trade.stop_loss == first


moves = st.lists(
    st.tuples(st.floats(-0.012, 0.03), st.sampled_from(["loop", "fill", "restart", "add", "sell"])),
    min_size=2,
    max_size=25,
)


@examples(max_examples=150, deadline=None)
@given(short=st.booleans(), leverage=st.integers(1, 10), path=moves)
def test_a_stop_never_moves_back_whatever_happens(
    make_bench: MakeBench,
    make_trade: MakeTrade,
    fill: Callable[..., None],
    short: bool,
    leverage: int,
    path: list[tuple[float, str]],
) -> None:
    bench, sign = make_bench(), -1 if short else 1
    trade = make_trade(short=short, leverage=float(leverage), amount=8.0)
    bench.adjust_stop(trade, 100.0, after_fill=True)
    seen = [progress(trade)]
    for move, happening in path:
        price = 100 * (1 + sign * move)
        if happening == "restart":
            bench = make_bench()
        elif happening == "add":
            fill(trade, 1.0, price, entry=True)
        elif happening == "sell" and trade.amount > 2:
            fill(trade, 1.0, price, entry=False)
        before = trade.stop_loss
        bench.adjust_stop(trade, price, after_fill=happening not in ("loop", "restart"))
        if trade.stop_loss != before:
            assert sign * (price - trade.stop_loss) >= 0.01 - 1e-9
        seen.append(progress(trade))
    assert all(earlier <= later for earlier, later in pairwise(seen))


@pytest.mark.parametrize("short", [False, True])
def test_an_adjusted_position_keeps_its_better_stop(
    make_bench: MakeBench,
    make_trade: MakeTrade,
    fill: Callable[..., None],
    short: bool,
) -> None:
    bench, trade = make_bench(), make_trade(short=short)
    bench.adjust_stop(trade, 100.0, after_fill=True)
    kept = trade.stop_loss
    worse = 100.5 if short else 99.5
    fill(trade, 3.0, worse, entry=True)
    bench.adjust_stop(trade, worse, after_fill=True)
    assert trade.stop_loss == kept


@pytest.mark.parametrize("broken", [float("nan"), float("inf"), -1.0, 0.0])
def test_a_price_that_is_none_leaves_the_stop_and_is_reported_once(
    make_bench: MakeBench, make_trade: MakeTrade, broken: float
) -> None:
    bench, trade = make_bench(), make_trade()
    answer = bench.strategy.custom_stoploss(
        pair=trade.pair,
        trade=trade,
        current_time=trade.open_date,
        current_rate=broken,
        current_profit=0.05,
        after_fill=False,
    )
    assert answer is None
    assert [event.type for event in bench.events] == [Reason.INPUT_MISSING]


def test_the_hard_limit_closes_what_the_stop_did_not(
    make_bench: MakeBench, make_trade: MakeTrade
) -> None:
    bench, trade = make_bench(), make_trade()

    def asked(profit: float) -> str | None:
        answer: str | None = bench.strategy.custom_exit(
            pair=trade.pair,
            trade=trade,
            current_time=trade.open_date,
            current_rate=98.0,
            current_profit=profit,
        )
        return answer

    assert asked(-0.0999) is None
    assert asked(float("nan")) is None
    assert asked(-0.10) == "hard_limit"
    assert [event.type for event in bench.events] == [Reason.HARD_LIMIT_REACHED]
