"""Derived minutes aggregate to exactly the candle they came from."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.sandbox.market.candles import MINUTE_MS, Candles, aggregate
from enygma.sandbox.market.noise import stream
from enygma.sandbox.market.refine import refine


@st.composite
def coarse_candles(draw: st.DrawFn, minutes: int) -> Candles:
    count = draw(st.integers(1, 6))
    prices = st.integers(100, 20_000)
    rows = np.array([sorted(draw(st.tuples(*[prices] * 4))) for _ in range(count)]) / 10.0
    flip = np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    opens = np.where(flip, rows[:, 1], rows[:, 2])
    closes = np.where(flip, rows[:, 2], rows[:, 1])
    slots = draw(st.lists(st.integers(0, 50), min_size=count, max_size=count, unique=True))
    volume = draw(st.lists(st.integers(0, 10**6), min_size=count, max_size=count))
    lots = np.array(volume, dtype=float)
    ms = np.sort(np.array(slots)) * minutes * MINUTE_MS
    return Candles(ms, opens, rows[:, 3], rows[:, 0], closes, lots, lots * 1.5)


@given(data=st.data(), minutes=st.sampled_from([5, 15, 30, 60, 240]), seed=st.integers(0, 999))
@settings(deadline=None)
def test_minutes_aggregate_to_their_candle(data: st.DataObject, minutes: int, seed: int) -> None:
    candles = data.draw(coarse_candles(minutes))
    draws = stream(seed, "noise").standard_normal((3, len(candles), minutes))
    fine = refine(candles, minutes, draws, 1)
    again = aggregate(fine, minutes)
    assert len(fine) == minutes * len(candles)
    for name in ("ms", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(again, name), getattr(candles, name))
    np.testing.assert_allclose(again.turnover, candles.turnover)
    assert np.all(fine.low <= np.minimum(fine.open, fine.close))
    assert np.all(fine.high >= np.maximum(fine.open, fine.close))
    np.testing.assert_allclose(fine.close * 10, np.rint(fine.close * 10), rtol=1e-12)
    assert np.all(fine.volume == np.rint(fine.volume))


def test_minutes_of_minutes_are_the_minutes() -> None:
    one = np.array([1.0])
    candles = Candles(np.array([60_000]), one, one, one, one, one, one)
    assert refine(candles, 1, np.zeros((3, 1, 1)), 1) is candles


@pytest.mark.parametrize("minutes", [30, 60])
def test_derived_minutes_are_about_as_rough_as_a_random_walk(minutes: int) -> None:
    rng = stream(11, "walk")
    walk = np.exp(np.cumsum(rng.standard_normal(minutes * 400) * 5e-4)).reshape(400, minutes) * 1e4
    ones = np.full(400, 1000.0)
    candles = Candles(
        np.arange(400) * minutes * MINUTE_MS,
        walk[:, 0], walk.max(axis=1), walk.min(axis=1), walk[:, -1], ones, ones,
    )  # fmt: skip
    fine = refine(candles, minutes, rng.standard_normal((3, 400, minutes)), 2)
    inside = np.log(fine.close / fine.open)
    assert inside.std() == pytest.approx(5e-4, rel=0.35)
    within = inside.reshape(400, minutes)
    assert abs(np.corrcoef(within[:, 1:].ravel(), within[:, :-1].ravel())[0, 1]) < 0.25
