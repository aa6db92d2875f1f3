"""Correlations of closes that do not quite match."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, date_range

from custom_risk.portfolio import CloseSeries, Correlations
from custom_risk.portfolio.correlation import NO_CLOSES, correlation
from custom_risk.settings import CorrelationSettings

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
START = np.datetime64("2026-01-01", "ms")
STEP = np.timedelta64(30, "m")
WINDOW, LEAST = 200, 100


def walk(seed: int, count: int = 300, shared: float = 0.0, begins: int = 0) -> CloseSeries:
    """A random walk that takes part in a common one; `shared` is the correlation it aims at."""
    common = np.random.default_rng(99).normal(0, 0.01, begins + count)[begins:]
    own = np.random.default_rng(seed).normal(0, 0.01, count)
    steps = np.sqrt(shared) * common + np.sqrt(1 - shared) * own
    times = START + STEP * np.arange(begins, begins + count)
    return CloseSeries(times, 100 * np.exp(np.cumsum(steps)))


def found(first: CloseSeries, second: CloseSeries) -> float | None:
    return correlation(first, second, WINDOW, LEAST)


def test_it_is_pearsons_correlation_of_the_newest_log_returns() -> None:
    first, second = walk(1, shared=0.8), walk(2, shared=0.8)
    returns = [np.diff(np.log(each.closes))[-WINDOW:] for each in (first, second)]
    assert found(first, second) == pytest.approx(np.corrcoef(np.array(returns))[0, 1], abs=1e-12)
    assert found(first, second) == pytest.approx(0.8, abs=0.1)


def test_a_pair_that_is_a_candle_behind_is_matched_by_time() -> None:
    first, second = walk(1, shared=0.9), walk(2, shared=0.9)
    behind = CloseSeries(second.times[:-1], second.closes[:-1])
    shifted = found(first, behind)
    assert shifted is not None
    assert shifted == pytest.approx(0.9, abs=0.08)
    by_place = np.corrcoef(np.diff(first.closes)[1:], np.diff(behind.closes))[0, 1]
    assert abs(by_place) < 0.3


def test_candles_that_only_one_has_are_left_out() -> None:
    first, second = walk(1, shared=0.9), walk(2, shared=0.9)
    keep = np.ones(len(second.times), bool)
    keep[[7, 50, 290]] = False
    gappy = CloseSeries(second.times[keep], second.closes[keep])
    assert found(first, gappy) == pytest.approx(0.9, abs=0.08)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 0.0, -1.0])
def test_a_price_that_is_none_is_left_out(bad: float) -> None:
    first, second = walk(1, shared=0.9), walk(2, shared=0.9)
    closes = second.closes.copy()
    closes[[120, 250]] = bad
    assert found(first, CloseSeries(second.times, closes)) == pytest.approx(0.9, abs=0.08)


def test_with_too_few_returns_it_is_not_known() -> None:
    enough, first = walk(2, LEAST + 1), walk(1)
    assert found(first, enough) is not None
    assert found(first, walk(2, LEAST)) is None
    assert found(first, NO_CLOSES) is None
    assert found(first, walk(2, begins=1_000)) is None


def test_a_price_that_stands_still_moves_with_nothing_that_is_known() -> None:
    flat = CloseSeries(walk(1).times, np.full(300, 5.0))
    assert found(walk(1), flat) is None


prices = st.lists(
    st.one_of(st.floats(allow_nan=True, allow_infinity=True), st.floats(0.5, 2.0)),
    min_size=0,
    max_size=40,
)


@given(prices, prices)
def test_whatever_the_prices_it_is_a_correlation_or_not_known(
    mine: list[float], theirs: list[float]
) -> None:
    first, second = (
        CloseSeries(START + STEP * np.arange(len(each)), np.array(each, float))
        for each in (mine, theirs)
    )
    value = correlation(first, second, 30, 20)
    assert value is None or -1.000001 <= value <= 1.000001
    mirrored = correlation(second, first, 30, 20)
    assert (value is None) == (mirrored is None)


def test_the_newest_rows_of_freqtrades_candles_are_a_series() -> None:
    dates = date_range("2026-01-01", periods=5, freq="30min", tz="UTC")
    series = CloseSeries.of(DataFrame({"date": dates, "close": [1, 2, 3, 4, 5]}), 3)
    assert series.closes.tolist() == [3.0, 4.0, 5.0]
    assert series.times[-1] == np.datetime64("2026-01-01T02:00", "ms")
    assert len(CloseSeries.of(DataFrame(), 3).closes) == 0


def counted(calls: list[str]) -> Callable[[str], CloseSeries]:
    def closes(pair: str) -> CloseSeries:
        calls.append(pair)
        return walk(len(pair), shared=0.9)

    return closes


def test_two_pairs_are_compared_once_per_candle_whichever_is_named_first() -> None:
    calls: list[str] = []
    correlations = Correlations(CorrelationSettings(), counted(calls))
    at_noon = correlations.at(NOON)
    first = at_noon("A", "BB")
    assert at_noon("BB", "A") == first == correlations.at(NOON)("A", "BB")
    assert calls == ["A", "BB"]
    at_noon("A", "CCC")
    assert calls == ["A", "BB", "CCC"]
    correlations.at(NOON + timedelta(minutes=30))("A", "BB")
    assert calls == ["A", "BB", "CCC", "A", "BB"]
