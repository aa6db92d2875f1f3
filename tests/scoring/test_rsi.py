"""Wilder's RSI, also where the price stands still."""

from __future__ import annotations

import numpy as np
import pytest
import talib
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.scoring.indicators.rsi import wilder_rsi

MOVING = np.array([100.0, 101.0, 100.5, 102.0, 101.0, 103.0, 102.5])


def test_a_market_that_moves_has_the_rsi_of_talib() -> None:
    close = 100.0 + np.cumsum(np.random.default_rng(3).normal(0.0, 1.0, 300))

    np.testing.assert_allclose(wilder_rsi(close, 14), talib.RSI(close, 14), atol=1e-9)


def test_it_stays_where_it_was_while_the_price_stands_still() -> None:
    close = np.concatenate((MOVING, np.full(400, MOVING[-1])))

    rsi = wilder_rsi(close, 4)

    assert set(rsi[len(MOVING) :]) == {rsi[len(MOVING) - 1]}


def test_each_rest_keeps_the_value_before_it() -> None:
    close = np.repeat(MOVING, 3)

    rsi = wilder_rsi(close, 4)

    assert np.ptp(rsi[6:].reshape(-1, 3), axis=1).tolist() == [0.0] * 5
    assert len(set(rsi[6:])) == 5


def test_a_price_that_never_moved_has_an_rsi_of_fifty() -> None:
    rsi = wilder_rsi(np.full(50, 7.0), 14)

    assert np.isnan(rsi[:14]).all()
    assert set(rsi[14:]) == {50.0}


@pytest.mark.parametrize(("step", "rsi"), [(-1.0, 0.0), (1.0, 100.0)])
def test_a_rest_after_moves_of_one_direction_keeps_the_extreme(step: float, rsi: float) -> None:
    close = np.concatenate((100.0 + step * np.arange(10), np.full(90, 100.0 + step * 9)))

    assert set(wilder_rsi(close, 14)[14:]) == {rsi}


@settings(derandomize=True, deadline=None)
@given(
    moves=st.lists(st.sampled_from([-1.0, 0.0, 0.0, 0.0, 2.0]), max_size=60),
    period=st.integers(2, 20),
)
def test_rests_make_no_difference_to_where_it_lies(moves: list[float], period: int) -> None:
    close = 1000.0 + np.cumsum([0.0, *moves])

    rsi = wilder_rsi(close, period)

    assert np.isnan(rsi[:period]).all()
    assert ((rsi[period:] >= 0.0) & (rsi[period:] <= 100.0)).all()
    for row in range(period + 1, len(close)):
        if close[row] == close[row - 1]:
            assert rsi[row] == rsi[row - 1]
        elif close[row] < close[row - 1]:
            assert rsi[row] <= rsi[row - 1]
        else:
            assert rsi[row] >= rsi[row - 1]
