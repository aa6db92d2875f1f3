"""Aggregation keeps what a candle means."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from enygma.sandbox.market.candles import (
    GRANULARITIES,
    MINUTE_MS,
    Candles,
    aggregate,
    bucket_ms,
)


@st.composite
def minute_series(draw: st.DrawFn) -> Candles:
    """Minutes with gaps, whose candles obey low <= open, close <= high."""
    count = draw(st.integers(1, 120))
    minutes = np.cumsum(draw(st.lists(st.integers(1, 40), min_size=count, max_size=count)))
    prices = st.integers(1, 10_000)
    rows = np.array(
        [sorted(draw(st.tuples(prices, prices, prices, prices))) for _ in range(count)], dtype=float
    )
    lots = draw(st.lists(st.integers(0, 10_000), min_size=count, max_size=count))
    volume = np.array(lots, dtype=float)
    return Candles(
        (27_000_000 + minutes) * MINUTE_MS,
        rows[:, 1],
        rows[:, 3],
        rows[:, 0],
        rows[:, 2],
        volume,
        volume * 2.0,
    )


@given(minutes=minute_series(), granularity=st.sampled_from(GRANULARITIES))
def test_a_coarse_candle_has_the_first_open_extremes_last_close_and_total_volume(
    minutes: Candles, granularity: int
) -> None:
    coarse = aggregate(minutes, granularity)
    for row, opened in enumerate(coarse.ms):
        inside = minutes.between(int(opened), int(opened) + granularity * MINUTE_MS)
        assert coarse.open[row] == inside.open[0]
        assert coarse.high[row] == inside.high.max()
        assert coarse.low[row] == inside.low.min()
        assert coarse.close[row] == inside.close[-1]
        assert coarse.volume[row] == inside.volume.sum()
    assert coarse.volume.sum() == minutes.volume.sum()
    assert np.all(np.diff(coarse.ms) > 0)
    assert not np.any(coarse.ms % (granularity * MINUTE_MS))


@given(
    minutes=minute_series(),
    steps=st.sampled_from([(5, 30), (15, 60), (30, 120), (120, 480), (60, 1440), (1440, 10080)]),
)
def test_aggregating_in_two_steps_is_aggregating_in_one(
    minutes: Candles, steps: tuple[int, int]
) -> None:
    once = aggregate(minutes, steps[1])
    twice = aggregate(aggregate(minutes, steps[0]), steps[1])
    for one, two in zip(once.columns(), twice.columns(), strict=True):
        np.testing.assert_array_equal(one, two)


def test_no_candles_aggregate_to_no_candles() -> None:
    assert len(aggregate(Candles.empty(), 30)) == 0
    assert len(Candles.join([])) == 0


def test_a_bucket_opens_at_a_multiple_of_its_length() -> None:
    assert bucket_ms(1_750_000_123_456, 30) == 1_749_999_600_000
    assert bucket_ms(1_749_999_600_000, 30) == 1_749_999_600_000
