"""The figures that the verdict stands on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.research.evidence.sharpe import moments
from enygma.research.evidence.strength import ClosedTrades, Strength, strength, without_best
from enygma.research.evidence.trials import Trials, variance_of
from enygma.research.evidence.verdict import judge


def closed(seed: int, count: int = 60, mean: float = 2.0) -> ClosedTrades:
    """Trades over ninety days that earn `mean` each, give or take ten."""
    chance = np.random.default_rng(seed)
    profits = chance.normal(mean, 10.0, count)
    return ClosedTrades(profits, np.sort(chance.integers(0, 90, count)), 90, 1_000.0)


def measured(trades: ClosedTrades, trials: Trials | None = None) -> Strength:
    """The figures with the same resampled days each time, and no placebo."""
    return strength(trades, trials or Trials(), None, np.random.default_rng(1), replicates=100)


@given(st.integers(0, 10_000), st.floats(0.01, 1_000.0))
def test_the_currency_changes_no_verdict(seed: int, factor: float) -> None:
    trades = closed(seed)
    other = replace(
        trades,
        profits=trades.profits * factor,
        starting_balance=trades.starting_balance * factor,
    )
    one, two = measured(trades), measured(other)
    assert two.profit_factor == pytest.approx(one.profit_factor)
    assert two.profit_factor_low == pytest.approx(one.profit_factor_low, rel=1e-6)
    assert two.deflated_sharpe == pytest.approx(one.deflated_sharpe, abs=1e-9)
    assert judge(two).standing == judge(one).standing


@given(st.integers(0, 10_000))
def test_the_order_of_trades_within_a_day_does_not_matter(seed: int) -> None:
    trades = closed(seed)
    order = np.random.default_rng(seed).permutation(60)
    shuffled = replace(trades, profits=trades.profits[order], close_days=trades.close_days[order])
    one, two = measured(trades), measured(shuffled)
    assert two.profit_factor_low == pytest.approx(one.profit_factor_low, rel=1e-6)
    assert two.deflated_sharpe == pytest.approx(one.deflated_sharpe, abs=1e-9)


@given(st.integers(0, 10_000), st.integers(1, 500), st.integers(1, 500))
def test_who_tried_more_often_has_less_to_show(seed: int, few: int, more: int) -> None:
    few, more = sorted((few, more))
    trades = closed(seed)
    one, two = measured(trades, Trials(few)), measured(trades, Trials(more))
    assert two.deflated_sharpe <= one.deflated_sharpe + 1e-12
    assert two.days_needed >= one.days_needed - 1e-9


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=40).map(np.array))
def test_the_result_without_its_best_trades_is_never_better(profits: np.ndarray) -> None:
    left = without_best(profits)
    assert len(left) == max(0, len(profits) - 5)
    assert left.sum() <= profits.sum() + 1e-9 or (profits < 0).any()
    assert not len(left) or left.max() <= np.sort(profits)[-min(5, len(profits))]


def test_trades_that_never_lose_or_never_move_have_an_answer_too() -> None:
    winning = replace(closed(1), profits=np.full(60, 3.0))
    assert measured(winning).profit_factor == float("inf")
    assert measured(winning).profit_factor_low == float("inf")
    still = replace(closed(1), profits=np.zeros(60))
    assert np.isnan(measured(still).profit_factor)
    assert judge(measured(still)).words == "no edge measured"


def test_trials_without_known_ratios_are_taken_to_differ_by_chance() -> None:
    shown = moments(closed(3).daily_returns)
    assert Trials(1).benchmark(shown) == 0.0
    assert Trials(50).benchmark(shown) > Trials(5).benchmark(shown) > 0.0
    assert Trials(50, variance=0.04).benchmark(shown) > Trials(50, variance=0.01).benchmark(shown)
    assert variance_of([0.1]) is None
    assert variance_of([0.1, 0.3, float("nan")]) == pytest.approx(0.02)
