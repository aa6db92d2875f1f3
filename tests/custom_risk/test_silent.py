"""Candles without a trade are passed in one, and only where that changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk.foretold import foretold, is_foretold

from .conftest import OPENED, Bench, SignalStrategy, make_bench
from .test_silence import quiet_bench

STEP = timedelta(minutes=5)
EQUITIES = st.lists(st.sampled_from([9_000.0, 9_900.0, 10_000.0, 10_100.0]), max_size=6)


def standing(bench: Bench) -> tuple[Any, ...]:
    """What entries and the candles after may ask for."""
    strategy = bench.strategy
    days, breaker = strategy.risk_account._days, strategy.risk_breaker
    assert breaker is not None
    assert days._latest is not None
    return days._day, days._latest, breaker.state(days._latest).level, [*breaker._losses._falling]


@examples(max_examples=100, deadline=None)
@given(before=EQUITIES, then=st.sampled_from([9_000.0, 10_000.0]), count=st.integers(1, 400))
def test_a_stretch_leaves_what_its_candles_would(
    before: list[float], then: float, count: int
) -> None:
    one, each = quiet_bench({"breaker": {}}), quiet_bench({"breaker": {}})
    for bench in (one, each):
        for place, equity in enumerate([*before, then]):
            bench.wallet.total = equity
            bench.strategy.bot_loop_start(current_time=OPENED + place * STEP)
    first = OPENED + (len(before) + 1) * STEP
    is_passed = one.strategy.pass_quietly(first, first + (count - 1) * STEP)
    for place in range(count):
        each.strategy.bot_loop_start(current_time=first + place * STEP)
        if not is_passed:
            one.strategy.bot_loop_start(current_time=first + place * STEP)
    assert standing(one) == standing(each)
    assert one.events == each.events


def test_a_breaker_that_is_not_closed_is_asked_on_each_candle() -> None:
    bench = quiet_bench({"breaker": {}})
    for place, equity in enumerate([10_000.0, 9_000.0]):
        bench.wallet.total = equity
        bench.strategy.bot_loop_start(current_time=OPENED + place * STEP)
    assert not bench.strategy.pass_quietly(OPENED + 2 * STEP, OPENED + 9 * STEP)


def test_a_running_bot_is_asked_on_each_turn() -> None:
    assert not make_bench().strategy.pass_quietly(OPENED, OPENED + STEP)


class Replacing(SignalStrategy):
    """Answers a callback itself, and says nothing of it."""

    def custom_exit(self, *asked: Any, **terms: Any) -> Any:
        return super().custom_exit(*asked, **terms)


class Foretelling(SignalStrategy):
    """Answers a callback itself, and foretells it."""

    @foretold
    def custom_exit(self, *asked: Any, **terms: Any) -> Any:
        return super().custom_exit(*asked, **terms)


@pytest.mark.parametrize(
    ("kind", "is_known"), [(SignalStrategy, True), (Replacing, False), (Foretelling, True)]
)
def test_a_class_that_replaces_a_callback_without_the_mark_takes_the_word_back(
    kind: type[SignalStrategy], is_known: bool
) -> None:
    strategy = make_bench(kind=kind).strategy
    assert is_foretold(strategy, "custom_exit") is is_known
    assert is_foretold(strategy, "custom_stoploss")
    assert not is_foretold(strategy, "confirm_trade_exit")


def test_a_callback_put_on_the_strategy_itself_is_not_foretold() -> None:
    strategy: Any = make_bench().strategy
    strategy.custom_stoploss = strategy.custom_stoploss
    assert not is_foretold(strategy, "custom_stoploss")
