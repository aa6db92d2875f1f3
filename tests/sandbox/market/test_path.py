"""Inside a candle the price visits open, low and high in a known order, and close."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.sandbox.market.path import Ohlc, Path

hundredths = st.integers(1, 100_000_000)


@st.composite
def candles(draw: st.DrawFn) -> Ohlc:
    low, one, other, high = (price / 100 for price in sorted(draw(st.tuples(*[hundredths] * 4))))
    opened, closed = draw(st.permutations([one, other]))
    return opened, high, low, closed


@given(candles())
def test_a_path_visits_open_high_low_and_close(candle: Ohlc) -> None:
    path = Path.of(candle)
    visited = [path.at(time) for time in path.times]
    assert visited[0] == candle[0]
    assert visited[-1] == candle[3]
    assert {candle[1], candle[2]} <= set(visited)


@given(candles(), st.floats(0.0, 1.0))
def test_a_path_never_leaves_the_candle(candle: Ohlc, fraction: float) -> None:
    assert candle[2] <= Path.of(candle).at(fraction) <= candle[1]


@given(candles())
def test_a_rising_candle_falls_first_and_a_falling_one_rises_first(candle: Ohlc) -> None:
    path = Path.of(candle)
    turn = path.prices[1]
    assert turn == (candle[2] if candle[3] >= candle[0] else candle[1])


@given(candles())
def test_a_candle_at_its_end_is_the_closed_candle(candle: Ohlc) -> None:
    assert Path.of(candle).until(1.0) == candle


@given(candles(), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_forming_candle_only_widens(candle: Ohlc, one: float, other: float) -> None:
    path = Path.of(candle)
    early, late = sorted((one, other))
    before, after = path.until(early), path.until(late)
    assert before[0] == after[0] == candle[0]
    assert before[1] <= after[1] <= candle[1]
    assert before[2] >= after[2] >= candle[2]
    assert before[2] <= before[3] <= before[1]


def test_legs_take_time_in_proportion_to_their_length() -> None:
    path = Path.of((100.0, 106.0, 98.0, 104.0))
    assert path.times == pytest.approx((0.0, 2 / 12, 10 / 12, 1.0))
    assert path.at(0.5) == pytest.approx(102.0)
    assert path.is_rising(0.5)
    assert not path.is_rising(0.1)


def test_a_candle_that_never_moves_stays() -> None:
    path = Path.of((5.0, 5.0, 5.0, 5.0))
    assert {path.at(fraction / 10) for fraction in range(11)} == {5.0}


def test_a_related_price_turns_when_the_last_price_turns() -> None:
    last = Path.of((100.0, 106.0, 98.0, 104.0))
    mark = last.followed_by((100.5, 105.5, 98.5, 100.4))
    assert mark.times == last.times
    assert mark.prices == (100.5, 98.5, 105.5, 100.4)
