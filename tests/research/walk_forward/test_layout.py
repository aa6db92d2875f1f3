"""How a range of candles is cut into windows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.research.refusal import RequestError
from enygma.research.walk_forward.layout import LEAST, Layout
from enygma.research.walk_forward.window import Stretch

START = datetime(2025, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def year(days: int = 365) -> Stretch:
    return Stretch(START, START + timedelta(days=days))


layouts = st.builds(
    Layout,
    windows=st.none() | st.integers(1, 12),
    train_days=st.none() | st.integers(2, 90),
    test_days=st.none() | st.integers(2, 30),
    is_anchored=st.booleans(),
    purge_candles=st.integers(0, 24),
    embargo_candles=st.integers(0, 24),
)


@given(layouts, st.integers(30, 800), st.sampled_from([HOUR / 2, HOUR, 4 * HOUR]))
def test_no_candle_is_traded_that_any_search_before_has_seen(
    layout: Layout, days: int, candle: timedelta
) -> None:
    whole = year(days)
    try:
        windows = layout.cut(whole, candle)
    except RequestError:
        return
    purge, embargo = layout.purge_candles * candle, layout.embargo_candles * candle
    assert windows[-1].unseen.end == whole.end
    for window in windows:
        assert whole.start <= window.training.start
        assert window.training.end + purge + embargo == window.unseen.start
        assert min(window.training.length, window.unseen.length) >= LEAST
        assert (window.training.start - whole.start) % candle == timedelta(0)
        assert layout.is_anchored is False or window.training.start == windows[0].training.start
    for before, after in pairwise(windows):
        assert after.unseen.start == before.unseen.end + embargo
        assert after.number == before.number + 1


@given(layouts, st.integers(30, 800))
def test_what_was_asked_for_is_what_comes(layout: Layout, days: int) -> None:
    try:
        windows = layout.cut(year(days), HOUR)
    except RequestError:
        return
    first = windows[0]
    border = first.unseen.start - layout.embargo_candles * HOUR
    if layout.windows is not None:
        assert len(windows) == layout.windows
    if layout.test_days is not None:
        assert first.unseen.end - border == timedelta(days=layout.test_days)
    if layout.train_days is not None:
        assert border - first.training.start == timedelta(days=layout.train_days)


def test_without_lengths_six_windows_share_the_range_and_train_three_times_as_long() -> None:
    windows = Layout().cut(year(90), HOUR)
    assert len(windows) == 6
    assert {each.unseen.length.days for each in windows} == {10}
    assert {each.training.length.days for each in windows} == {30}
    assert windows[0].training.start == START


def test_what_does_not_fill_a_window_is_left_out_at_the_oldest_end() -> None:
    windows = Layout(train_days=30, test_days=20).cut(year(100), HOUR)
    assert [each.training.start - START for each in windows] == [
        timedelta(days=10), timedelta(days=30), timedelta(days=50),
    ]  # fmt: skip


def test_an_anchored_search_begins_with_the_first_one() -> None:
    windows = Layout(windows=2, train_days=30, test_days=20, is_anchored=True).cut(year(100), HOUR)
    assert [each.training.length.days for each in windows] == [30, 50]


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        (Layout(windows=10, test_days=40), "--windows 10, --test-days 40 do not fit into the 365"),
        (Layout(train_days=365), "--train-days 365 do not fit"),
        (Layout(test_days=200), "--test-days 200 do not fit"),
        (Layout(windows=400), "too little data for the windows: 0 days|do not fit"),
        (
            Layout(train_days=2, test_days=2, purge_candles=40),
            "less --purge 40 candles, leave less",
        ),
        (Layout(windows=100, embargo_candles=72), "less --embargo 72 candles, leave less than 1"),
        (Layout(windows=0), "--windows 0: it is 1 at least"),
        (Layout(purge_candles=-1), "--purge -1: it is 0 at least"),
        (Layout(test_days=0.5), r"--test-days 0.5: it is 1 at least"),
    ],
)
def test_windows_that_do_not_fit_are_refused(layout: Layout, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        layout.cut(year(), HOUR)


@given(
    st.integers(0, 80_000),
    st.timedeltas(HOUR, timedelta(days=900)),
    st.sampled_from([HOUR / 2, HOUR]),
)
def test_freqtrade_takes_the_candles_of_a_stretch_and_no_other(
    hours: int, length: timedelta, candle: timedelta
) -> None:
    from freqtrade.configuration import TimeRange

    first = START + hours * HOUR
    stretch = Stretch(first, first + length // candle * candle)
    read = TimeRange.parse_timerange(stretch.timerange(candle))
    assert read.startdt == stretch.start
    assert read.stopdt == stretch.end - candle


def test_a_stretch_says_its_days() -> None:
    stretch = Stretch(START, START + timedelta(days=2, hours=3))
    assert str(stretch) == "2025-01-01 to 2025-01-03 03:00"
    assert str(stretch.span) == "20250101-20250104"
    assert Stretch.from_json(stretch.as_json()) == stretch
