"""Rows that are put together when they are asked for."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, date_range

from enygma.backtests.fast.rows import HEADERS, Rows

COUNT = 80
FRAME = DataFrame(
    {name: [float(each) for each in range(COUNT)] for name in HEADERS[1:]}
    | {"date": date_range("2026-01-01", periods=COUNT, freq="5min", tz="UTC")}
)
OWN = FRAME[HEADERS].to_numpy().tolist()


@given(st.lists(st.tuples(st.integers(-COUNT, COUNT - 1), st.integers(1, 40)), max_size=5))
@settings(max_examples=100)
def test_each_is_freqtrades_whatever_was_asked_for_before(reads: list[tuple[int, int]]) -> None:
    rows = Rows(FRAME)
    for begin, count in reads:
        for place in range(begin, min(begin + count, COUNT)):
            assert rows[place] == OWN[place]
            assert type(rows[place][0]) is type(OWN[place][0])
    assert rows[:3] == OWN[:3]
    assert rows[-1] == OWN[-1]
