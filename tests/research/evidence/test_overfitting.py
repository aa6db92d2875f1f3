"""The probability of backtest overfitting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.research.evidence.overfitting import overfitting_probability


def noise(seed: int, days: int = 240, trials: int = 20) -> np.ndarray:
    """Daily returns of variants without any edge."""
    return np.random.default_rng(seed).normal(0.0, 0.01, (days, trials))


def test_choosing_the_best_of_noise_says_nothing() -> None:
    found = [overfitting_probability(noise(seed)) for seed in range(30)]
    assert np.mean([each for each in found if each is not None]) == pytest.approx(0.5, abs=0.12)


def test_one_variant_that_is_truly_better_is_chosen_in_both_halves() -> None:
    returns = noise(1)
    returns[:, 3] += 0.01
    found = overfitting_probability(returns)
    assert found is not None
    assert found < 0.02


@settings(max_examples=100)
@given(st.integers(0, 500), st.floats(0.1, 10.0))
def test_size_and_order_of_variants_do_not_matter(seed: int, factor: float) -> None:
    returns = noise(seed, days=96, trials=6)
    turned = returns[:, ::-1] * factor
    assert overfitting_probability(returns) == pytest.approx(overfitting_probability(turned))


def test_few_days_or_variants_that_are_the_same_have_no_answer() -> None:
    assert overfitting_probability(noise(1, days=40)) is None
    assert overfitting_probability(noise(1, trials=3)) is None
    assert overfitting_probability(np.repeat(noise(1, trials=2), 10, axis=1)) is None
