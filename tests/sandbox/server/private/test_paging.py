"""Pages and windows show every row once, whatever their size."""

from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.sandbox.server.envelope import ApiError
from enygma.sandbox.server.parameters import Parameters
from enygma.sandbox.server.private.paging import Page, slide
from enygma.sandbox.server.private.span import DAY_MS, LONGEST_MS, Span

ROWS = st.lists(st.integers(0, 10**6), max_size=60, unique=True).map(sorted)


@given(rows=ROWS, size=st.integers(1, 1000))
def test_numbered_pages_hold_every_row_once(rows: list[int], size: int) -> None:
    seen: list[int] = []
    for number in count(1):
        page = Page(number, size).of(rows, lambda row: row)
        seen += page["items"]
        assert len(page["items"]) <= size
        assert page["totalNum"] == len(rows)
        if number >= page["totalPage"]:
            break

    assert seen == rows


@given(rows=ROWS, size=st.integers(1, 50), newest_first=st.booleans())
def test_windows_slide_over_every_row_once(rows: list[int], size: int, newest_first: bool) -> None:
    seen: list[int] = []
    query = {"maxCount": str(size), "forward": "true" if newest_first else "false"}
    while True:
        window = _window(rows, query)
        seen += window["dataList"]
        if not window["hasMore"]:
            break
        query["offset"] = str(window["dataList"][-1])

    assert seen == (rows[::-1] if newest_first else rows)


def _window(rows: list[int], query: dict[str, str]) -> Any:
    return slide(Parameters(query), rows, lambda row: row, lambda row: row, size=10, largest=50)


@pytest.mark.parametrize("size", ["0", "51", "-1", "all"])
def test_window_outside_the_limits_is_refused(size: str) -> None:
    with pytest.raises(ApiError, match="maxCount"):
        _window([], {"maxCount": size})


MOMENT = st.none() | st.integers(0, 2_000_000_000_000)


@given(start=MOMENT, end=MOMENT, now=st.integers(LONGEST_MS, 2_000_000_000_000))
def test_span_is_never_longer_than_a_week(start: int | None, end: int | None, now: int) -> None:
    given_ends = {"startAt": start, "endAt": end}
    query = Parameters({name: str(at) for name, at in given_ends.items() if at is not None})
    if start is not None and end is not None and start > end:
        with pytest.raises(ApiError, match="startAt must not be after endAt"):
            Span.asked(query, now)
        return

    span = Span.asked(query, now)

    assert 0 <= span.end_ms - span.start_ms <= LONGEST_MS
    if end is not None:
        assert span.end_ms == end
    if start is not None and end is None:
        assert (span.start_ms, span.end_ms) == (start, start + DAY_MS)
    if start is None and end is None:
        assert now in span
