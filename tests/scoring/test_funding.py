"""The rank of the funding rate on each candle, and what it is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.scoring import CandlesError, funding_ranks, load_profile, score_candles
from enygma.scoring.filters import Filters
from enygma.scoring.funding import Funding

START = pd.Timestamp("2025-10-01", tz="UTC")
RATES = st.lists(st.sampled_from([-2e-4, -1e-5, 0.0, 1e-4, 1e-4, 3e-4, 2e-3]), max_size=60)


def charged(rates: list[float], hours: int = 8) -> pd.DataFrame:
    """Rates, one every so many hours."""
    dates = pd.date_range(START, periods=len(rates), freq=f"{hours}h")
    return pd.DataFrame({"date": dates, "funding_rate": np.array(rates, float)})


def opened(count: int, minutes: int = 30) -> pd.DataFrame:
    """Candles from the first rate on; only their dates matter."""
    return pd.DataFrame({"date": pd.date_range(START, periods=count, freq=f"{minutes}min")})


def ranked(rates: pd.DataFrame, close: pd.Timestamp, window: int) -> float:
    """The rank by its definition, one candle at a time."""
    known = rates[rates["date"] < close]
    if len(known) < window or close - known["date"].iat[-1] > pd.Timedelta("24h"):
        return float("nan")
    values = known["funding_rate"].to_numpy()[-window:]
    others, newest = values[:-1], values[-1]
    below, same = (others < newest).sum(), (others == newest).sum()
    return float((below + same / 2) / (window - 1) * 100)


@given(RATES, st.integers(2, 12), st.sampled_from([30, 60, 240, 1440]), st.sampled_from([1, 4, 8]))
def test_it_is_the_share_of_the_rates_before_that_lie_below(
    rates: list[float], window: int, minutes: int, hours: int
) -> None:
    series, candles = charged(rates, hours), opened(600, minutes)
    timeframe = {30: "30m", 60: "1h", 240: "4h", 1440: "1d"}[minutes]
    ranks = funding_ranks(candles, timeframe, series, window)
    for place in range(0, 600, 37):
        close = candles["date"].iat[place] + pd.Timedelta(minutes=minutes)
        expected = ranked(series, close, window)
        assert ranks[place] == pytest.approx(expected, nan_ok=True, abs=1e-9)


@given(RATES, st.integers(0, 400), st.sampled_from(["5m", "30m", "2h", "8h"]))
def test_what_is_charged_later_changes_no_rank_before(
    rates: list[float], cut: int, timeframe: str
) -> None:
    candles = opened(400, pd.Timedelta(timeframe).seconds // 60)
    whole, series = funding_ranks(candles, timeframe, charged(rates), 5), charged(rates)
    moment = candles["date"].iat[min(cut, 399)] + pd.Timedelta(timeframe)
    known = funding_ranks(candles, timeframe, series[series["date"] < moment], 5)
    before = (candles["date"] + pd.Timedelta(timeframe) <= moment).to_numpy()
    np.testing.assert_array_equal(known[before], whole[before])


def test_a_rate_that_is_charged_as_the_candle_closes_is_known_to_the_next_one() -> None:
    series = charged([1e-4, 1e-4, 9e-4])
    ranks = funding_ranks(opened(34), "30m", series, 2)
    # the third rate is charged at 16:00, when the candle of 15:30 closes
    assert [ranks[15], ranks[16], ranks[31], ranks[32]] == pytest.approx(
        [np.nan, 50.0, 50.0, 100.0], nan_ok=True
    )


def test_a_rate_holds_for_a_day() -> None:
    ranks = funding_ranks(opened(120), "30m", charged([1e-4, 2e-4]), 2)
    last = 8 * 2 + 24 * 2 - 1
    assert ranks[last] == 100.0
    assert np.isnan(ranks[last + 1 :]).all()


def test_the_order_of_the_rows_and_rows_without_a_rate_do_not_matter() -> None:
    series = charged([1e-4, 3e-4, 2e-4, np.nan, 5e-4])
    shuffled = pd.concat([series.iloc[[4, 1, 0]], series, series.iloc[[3]]])
    one, other = (funding_ranks(opened(80), "30m", each, 3) for each in (series, shuffled))
    np.testing.assert_array_equal(one, other)
    assert not np.isnan(one).all()


def test_a_frame_without_rates_is_refused() -> None:
    with pytest.raises(CandlesError, match="funding rates lack the columns funding_rate"):
        funding_ranks(opened(3), "30m", opened(3), 2)


@given(st.integers(-100, 100), st.floats(0, 100))
def test_points_are_mirrored_about_the_middle_and_never_above_the_weight(
    weight: int, rank: float
) -> None:
    funding = Funding(weight=weight)
    points = funding.points(np.array([rank, 100 - rank, 50.0, np.nan, 0.0, 100.0]))
    assert points[0] == -points[1]
    assert (points[2], points[3]) == (0, 0)
    assert (points[4], points[5]) == (weight, -weight)
    assert abs(points[0]) <= abs(weight)


def test_points_go_into_the_score_and_into_nothing_else(candles: pd.DataFrame) -> None:
    plain = load_profile({"profile": "canonical"}, {})
    funded = load_profile({"profile": "canonical", "scoring": {"funding": {"weight": 30}}}, {})
    ranks = np.full(len(candles), 100.0)
    before = score_candles(candles, "30m", plain, funding=ranks)
    after = score_candles(candles, "30m", funded, funding=ranks)
    assert (before["enygma_points_funding"] == 0).all()
    assert set(after["enygma_points_funding"].iloc[113:]) == {-30}
    pd.testing.assert_frame_equal(before, score_candles(candles, "30m", plain))
    same = [each for each in after.columns if each.startswith("enygma_points_")][:-2]
    pd.testing.assert_frame_equal(before[same], after[same])
    calm = (before["enygma_score"].abs() > 50) & (before["enygma_score"].abs() < 150)
    lower = (after["enygma_score"] - before["enygma_score"])[calm]
    assert len(lower) > 100
    assert (lower == -30).all()


@given(st.integers(0, 99), st.integers(1, 100), st.floats(0, 100) | st.just(np.nan))
def test_a_filter_lets_in_what_the_rank_allows_and_nothing_on_a_guess(
    most: int, least: int, rank: float
) -> None:
    filters = Filters(funding_long_max=most, funding_short_min=least)
    long, short = filters.funding(np.array([1, -1]), np.array([rank, rank]))
    assert (long, short) == (rank <= most, rank >= least)
    unasked = Filters(funding_long_max=most)
    assert unasked.funding(np.array([-1]), np.array([np.nan])).all()
