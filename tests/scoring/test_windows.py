"""What is summed over a window, against the same by the long way round."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from enygma.scoring.rounding import FloatArray
from enygma.scoring.windows import runs, window_deviation, window_mean_distance, window_sum

VALUES = arrays.arrays(np.float64, st.integers(1, 80), elements=st.integers(-10_000, 10_000))
WINDOWS = st.integers(1, 40)


def _windows(values: FloatArray, window: int) -> list[FloatArray]:
    return [values[row - window + 1 : row + 1] for row in range(window - 1, len(values))]


@given(VALUES, WINDOWS)
def test_a_sum_adds_the_values_of_its_window_alone(values: FloatArray, window: int) -> None:
    sums = window_sum(values, window)

    assert len(sums) == len(values)
    assert np.isnan(sums[: window - 1]).all()
    assert sums[window - 1 :].tolist() == [each.sum() for each in _windows(values, window)]


@given(VALUES, WINDOWS)
def test_distances_are_taken_from_the_mean_of_the_same_window(
    values: FloatArray, window: int
) -> None:
    means = window_sum(values, window) / window
    expected = _windows(values, window)

    deviation = window_deviation(values, means, window)
    distance = window_mean_distance(values, means, window)

    assert np.isnan(deviation[: window - 1]).all()
    assert np.isnan(distance[: window - 1]).all()
    assert deviation[window - 1 :] == pytest.approx([each.std() for each in expected], abs=1e-9)
    assert distance[window - 1 :] == pytest.approx(
        [np.abs(each - each.mean()).mean() for each in expected], abs=1e-9
    )


def test_a_spike_leaves_nothing_behind_once_it_has_left_the_window() -> None:
    values = np.full(60, 0.1)
    values[5] = 1e15

    sums = window_sum(values, 20)

    assert set(sums[25:]) == {sums[30]}
    assert sums[30] == pytest.approx(2.0, abs=1e-15)


def test_a_deviation_of_a_few_ticks_is_exact_at_any_price() -> None:
    # 16 closes at the price and 4 a tick above: the last one lies two deviations from the mean
    for price, tick in ((97_000.0, 0.1), (0.0000123, 0.0000000001)):
        closes = np.full(20, price)
        closes[[2, 7, 11, 19]] += tick
        means = window_sum(closes, 20) / 20

        deviation = window_deviation(closes, means, 20)[-1]

        assert means[-1] + 2 * deviation == pytest.approx(closes[-1], rel=1e-13)


@given(st.integers(1, 40_000))
def test_runs_cover_every_row_once(rows: int) -> None:
    bounds = list(runs(rows))

    assert bounds[0][0] == 0
    assert bounds[-1][1] == rows
    assert all(before[1] == after[0] for before, after in pairwise(bounds))


def test_results_do_not_depend_on_how_rows_are_parted_into_runs() -> None:
    values = np.random.default_rng(3).normal(100.0, 5.0, 10_000)
    means = window_sum(values, 20) / 20

    whole = window_deviation(values, means, 20)

    for start in (0, 3990, 4090, 9000):
        part = slice(start, start + 500)
        cut = window_deviation(values[part], means[part], 20)
        assert cut[19:].tolist() == pytest.approx(whole[part][19:].tolist(), rel=1e-12)
