"""The place of a close in its range."""

from __future__ import annotations

import numpy as np
import pytest
import talib

from enygma.scoring.price_range import place_in_range


def test_it_is_the_raw_stochastic_where_there_is_a_range() -> None:
    random = np.random.default_rng(5)
    close = 100.0 + np.cumsum(random.normal(0.0, 1.0, 400))
    high, low = close + random.random(400), close - random.random(400)

    place = place_in_range(high, low, close, 14)

    assert np.isnan(place[:13]).all()
    assert place[13:] == pytest.approx(talib.STOCHF(high, low, close, 14, 1, 0)[0][13:], abs=1e-9)


def test_it_is_the_middle_where_there_is_none() -> None:
    flat = np.full(30, 4.2)

    assert set(place_in_range(flat, flat, flat, 9)[8:]) == {50.0}


def test_one_tick_is_a_range() -> None:
    close = np.full(30, 4.2)
    close[20] = 4.3

    place = place_in_range(close, close, close, 9)

    assert place[8:20].tolist() == [50.0] * 12
    assert place[20:29].tolist() == [100.0] + [0.0] * 8
    assert place[29] == 50.0
