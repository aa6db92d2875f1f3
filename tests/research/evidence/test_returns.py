"""Daily returns and multiples of risk."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.research.evidence.returns import (
    DAY_MS,
    daily_returns,
    daily_sums,
    day_numbers,
    risk_multiples,
)

PROFITS = st.lists(st.floats(-20, 20), min_size=1, max_size=60).map(np.array)


@given(PROFITS)
def test_returns_compound_to_the_final_equity(profits: np.ndarray) -> None:
    returns = daily_returns(profits, 10_000.0)
    assert 10_000.0 * np.prod(1.0 + returns) == pytest.approx(10_000.0 + profits.sum())


@given(PROFITS, st.floats(0.01, 1_000.0))
def test_the_currency_does_not_matter(profits: np.ndarray, factor: float) -> None:
    one, other = daily_returns(profits, 5_000.0), daily_returns(profits * factor, 5_000.0 * factor)
    np.testing.assert_allclose(one, other, atol=1e-12)


def test_a_ruined_account_stays_ruined() -> None:
    returns = daily_returns(np.array([-50.0, -80.0, 500.0, 3.0]), 100.0)
    np.testing.assert_allclose(returns, [-0.5, -1.0, 0.0, 0.0])


@given(st.lists(st.tuples(st.floats(-9, 9), st.integers(-2, 12)), min_size=1, max_size=40))
def test_no_profit_gets_lost_between_days(each: list[tuple[float, int]]) -> None:
    amounts, days = (np.array(column) for column in zip(*each, strict=True))
    found = daily_sums(amounts.astype(float), days, 10)
    assert len(found) == 10
    assert found.sum() == pytest.approx(amounts.sum(), abs=1e-9)


def test_days_are_those_of_utc() -> None:
    first = 20_000 * DAY_MS + 80_000_000
    times = np.array([first, 20_001 * DAY_MS - 1, 20_001 * DAY_MS])
    assert list(day_numbers(times, first)) == [0, 0, 1]


def test_profit_is_told_in_multiples_of_the_risk_to_the_stop() -> None:
    found = risk_multiples(
        profits=np.array([20.0, -11.0, 5.0, 5.0]),
        entry=np.array([100.0, 100.0, 100.0, 100.0]),
        stop=np.array([90.0, 110.0, np.nan, 1.0]),
        stop_ratio=np.array([-0.6, -0.6, np.nan, -0.99]),
        amount=np.array([1.0, 1.0, 1.0, 1.0]),
    )
    np.testing.assert_allclose(found, [2.0, -1.1, np.nan, np.nan])
