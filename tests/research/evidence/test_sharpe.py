"""The Sharpe ratio and its deflation, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kurtosis, norm, skew

from enygma.research.evidence.sharpe import (
    Moments,
    best_of_chance,
    days_needed,
    moments,
    probability_above,
)

RETURNS = (
    st.lists(st.floats(-0.2, 0.2), min_size=10, max_size=80)
    .map(np.array)
    .filter(lambda each: each.std() > 1e-4)
)


@given(RETURNS)
def test_moments_are_those_of_scipy(returns: np.ndarray) -> None:
    measured = moments(returns)
    assert measured.sharpe == pytest.approx(returns.mean() / returns.std(ddof=1))
    assert measured.skewness == pytest.approx(skew(returns), abs=1e-6)
    assert measured.kurtosis == pytest.approx(kurtosis(returns, fisher=False), rel=1e-6)


@given(RETURNS, st.floats(0.1, 10.0))
def test_a_larger_size_changes_no_ratio(returns: np.ndarray, factor: float) -> None:
    one, other = moments(returns), moments(returns * factor)
    assert other.sharpe == pytest.approx(one.sharpe, abs=1e-9)
    assert probability_above(other, 0.0) == pytest.approx(probability_above(one, 0.0), abs=1e-9)


@given(RETURNS, st.randoms(use_true_random=False))
def test_the_order_of_days_does_not_matter(returns: np.ndarray, chance: object) -> None:
    shuffled = returns.copy()
    np.random.default_rng(getattr(chance, "randrange")(2**32)).shuffle(shuffled)  # noqa: B009
    assert moments(shuffled).sharpe == pytest.approx(moments(returns).sharpe, abs=1e-12)


def test_days_without_movement_have_no_sharpe() -> None:
    assert moments(np.full(40, 0.01)).sharpe == 0.0
    assert moments(np.zeros(0)).sharpe == 0.0
    assert probability_above(moments(np.zeros(40)), 0.0) == pytest.approx(0.5)


def test_the_probability_of_normal_returns_is_the_published_one() -> None:
    measured = Moments(days=366, sharpe=0.1, skewness=0.0, kurtosis=3.0)
    expected = norm.cdf(0.1 * math.sqrt(365) / math.sqrt(1 + 0.5 * 0.1**2))
    assert probability_above(measured, 0.0) == pytest.approx(expected)


def test_the_published_example_of_the_deflated_ratio_is_met() -> None:
    # Bailey and Lopez de Prado (2014): annual 2.5 over 5 years of daily returns, 100 trials whose
    # annual ratios have a variance of 1/2; skewness -3, kurtosis 10, 250 days a year
    measured = Moments(days=1250, sharpe=2.5 / math.sqrt(250), skewness=-3.0, kurtosis=10.0)
    benchmark = best_of_chance(100, 0.5 / 250)
    assert benchmark == pytest.approx(0.1132, abs=5e-5)
    assert probability_above(measured, benchmark) == pytest.approx(0.9004, abs=5e-4)


@given(st.integers(2, 10_000), st.integers(2, 10_000), st.floats(1e-6, 0.1))
def test_more_trials_raise_the_benchmark(few: int, more: int, variance: float) -> None:
    few, more = sorted((few, more))
    assert best_of_chance(few, variance) <= best_of_chance(more, variance) + 1e-12


def test_one_trial_raises_nothing() -> None:
    assert best_of_chance(1, 0.5) == 0.0
    assert best_of_chance(100, 0.0) == 0.0


@given(st.floats(0.02, 0.5), st.floats(0.0, 0.015), st.floats(0.6, 0.99))
def test_a_record_of_the_needed_length_shows_what_was_asked(
    sharpe: float, benchmark: float, confidence: float
) -> None:
    short = Moments(days=30, sharpe=sharpe, skewness=-0.5, kurtosis=5.0)
    needed = days_needed(short, benchmark, confidence)
    long = Moments(days=math.ceil(needed), sharpe=sharpe, skewness=-0.5, kurtosis=5.0)
    assert probability_above(long, benchmark) >= confidence - 1e-9


def test_no_record_is_long_enough_below_the_benchmark() -> None:
    assert days_needed(Moments(100, 0.05, 0.0, 3.0), 0.05, 0.95) == math.inf
