"""The stationary bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.research.evidence.bootstrap import (
    equity_band,
    mean_block_days,
    profit_factors,
    resampled_blocks,
    resampled_sums,
)

DAYS = st.lists(st.floats(-50, 50), min_size=5, max_size=120).map(np.array)


@given(st.integers(1, 900), st.integers(0, 1_000))
def test_every_resampled_series_is_as_long_as_the_real_one(days: int, seed: int) -> None:
    starts, lengths = resampled_blocks(days, 20, np.random.default_rng(seed))
    assert (lengths.sum(axis=1) == days).all()
    assert (lengths >= 0).all()
    assert ((starts >= 0) & (starts < days)).all()


@given(DAYS, st.integers(0, 1_000))
def test_sums_are_those_of_the_days_within_the_blocks(days: np.ndarray, seed: int) -> None:
    starts, lengths = resampled_blocks(len(days), 5, np.random.default_rng(seed))
    (sums,) = resampled_sums([days], np.random.default_rng(seed), 5)
    for row in range(5):
        drawn = [
            days[(start + step) % len(days)]
            for start, length in zip(starts[row], lengths[row], strict=True)
            for step in range(length)
        ]
        assert sums[row] == pytest.approx(sum(drawn), abs=1e-9)


@given(DAYS, st.floats(0.01, 100.0))
def test_the_currency_of_profits_changes_no_profit_factor(days: np.ndarray, factor: float) -> None:
    gains, losses = np.maximum(days, 0.0), np.maximum(-days, 0.0)
    one = profit_factors(gains, losses, np.random.default_rng(1), 50)
    other = profit_factors(gains * factor, losses * factor, np.random.default_rng(1), 50)
    np.testing.assert_allclose(one, other, rtol=1e-6)


def test_blocks_are_as_long_on_average_as_the_cube_root_of_the_days() -> None:
    assert (mean_block_days(1), mean_block_days(27), mean_block_days(730)) == (1, 3, 9)
    _, lengths = resampled_blocks(730, 400, np.random.default_rng(3))
    assert lengths[:, :40].mean() == pytest.approx(9.0, rel=0.05)


def test_the_spread_of_independent_days_is_that_of_theory() -> None:
    days = np.random.default_rng(5).normal(0.0, 1.0, 1_000)
    (sums,) = resampled_sums([days], np.random.default_rng(6), 4_000)
    assert sums.mean() == pytest.approx(days.sum(), abs=2.5)
    assert sums.std() == pytest.approx(np.sqrt(1_000), rel=0.12)


def test_without_a_loss_the_factor_is_infinite() -> None:
    found = profit_factors(np.ones(30), np.zeros(30), np.random.default_rng(1), 20)
    assert np.isinf(found).all()


def test_the_band_holds_the_real_path_of_equal_days() -> None:
    low, high = equity_band(np.full(40, 2.0), np.random.default_rng(1), (0.05, 0.95), 50)
    np.testing.assert_allclose(low, np.arange(1, 41) * 2.0)
    np.testing.assert_allclose(high, low)
