"""ENYGMA's stop on freqtrade's own trades, through freqtrade's own stop handling (I-008)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from freqtrade.persistence import LocalTrade

from custom_risk.events import Reason

MakeBench = Callable[..., Any]
MakeTrade = Callable[..., LocalTrade]


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
