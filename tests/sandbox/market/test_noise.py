"""Randomness is reproducible, extensible and what it claims to be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.sandbox.market.noise import (
    autoregression,
    fading_memory,
    hash_key,
    hashed_uniforms,
    spread_lots,
    stream,
)


def test_a_stream_depends_on_its_name_index_and_seed_alone() -> None:
    first = stream(1, "a", 2).standard_normal(5)
    np.testing.assert_array_equal(first, stream(1, "a", 2).standard_normal(5))
    for other in (stream(2, "a", 2), stream(1, "b", 2), stream(1, "a", 3)):
        assert not np.array_equal(first, other.standard_normal(5))


@given(st.integers(1, 300), st.integers(0, 300), st.floats(0.01, 0.999))
def test_lengthening_an_autoregression_keeps_its_beginning(
    count: int, more: int, coefficient: float
) -> None:
    shocks = stream(3, "shocks").standard_normal(count + more)
    longer = autoregression(shocks, coefficient)
    np.testing.assert_array_equal(longer[:count], autoregression(shocks[:count], coefficient))


@given(st.integers(1, 80), st.floats(0.01, 0.999))
def test_an_autoregression_is_the_recursion_it_stands_for(count: int, coefficient: float) -> None:
    shocks = stream(4, "shocks").standard_normal(count)
    level, expected = 0.0, []
    for shock in shocks:
        level = coefficient * level + shock
        expected.append(level)
    np.testing.assert_allclose(autoregression(shocks, coefficient), expected, atol=1e-9)


def test_a_fading_memory_has_unit_variance_and_its_half_life() -> None:
    values = fading_memory(stream(5, "memory").standard_normal(400_000), 20.0)
    assert values.std() == pytest.approx(1.0, abs=0.03)
    assert np.corrcoef(values[20:], values[:-20])[0, 1] == pytest.approx(0.5, abs=0.03)


def test_hashed_uniforms_are_uniform_and_differ_between_keys() -> None:
    values = hashed_uniforms(hash_key("XBTUSDTM", 1), 50_000)
    assert values.min() > 0.0
    assert values.max() < 1.0
    assert values.mean() == pytest.approx(0.5, abs=0.01)
    other = hashed_uniforms(hash_key("XBTUSDTM", 2), 50_000)
    assert abs(np.corrcoef(values, other)[0, 1]) < 0.02


@given(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=20), st.integers(1, 60))
def test_lots_are_dealt_out_without_loss(totals: list[int], parts: int) -> None:
    weights = stream(6, "weights").random((len(totals), parts)) + 1e-6
    shares = weights / weights.sum(axis=1, keepdims=True)
    lots = spread_lots(np.array(totals, dtype=float), shares)
    assert lots.min() >= 0
    np.testing.assert_array_equal(lots.sum(axis=1), totals)
