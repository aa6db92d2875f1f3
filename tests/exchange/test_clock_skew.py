"""A clock that is off is named with its error before a signed request fails for it."""

import time
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from freqtrade.exceptions import OperationalException
from hypothesis import given
from hypothesis import strategies as st

from enygma.exchange.clock_skew import REFUSE_MS, ClockSkew, measure, require_agreement


def at_desk(desk: Any, offset_ms: int) -> None:
    desk.answers["GET /api/v1/timestamp"] = lambda _: int(time.time() * 1000) - offset_ms


@given(
    offset_ms=st.integers(-10_000, 10_000),
    delays_ms=st.lists(st.integers(1, 3000), min_size=3, max_size=3),
)
def test_the_quickest_answer_bounds_the_error_by_half_its_travel(
    offset_ms: int, delays_ms: list[int]
) -> None:
    now_ms = [1_000_000.0]
    delays: Iterator[int] = iter(delays_ms)

    def fetch() -> float:
        delay = next(delays)
        theirs = now_ms[0] - offset_ms  # answered at once, travelling back for all of the delay
        now_ms[0] += delay
        return theirs

    skew = measure(fetch, lambda: now_ms[0] / 1000)
    assert skew.round_trip_ms == pytest.approx(min(delays_ms))
    assert abs(skew.offset_ms - offset_ms) <= min(delays_ms) / 2 + 1e-6


@pytest.mark.parametrize(
    ("offset_ms", "notable", "refused"),
    [
        (0, False, False),
        (2_000, False, False),
        (-2_001, True, False),
        (4_000, True, False),
        (4_001, True, True),
        (-10_000, True, True),
    ],
)
def test_two_seconds_are_told_and_four_are_refused(
    offset_ms: float, notable: bool, refused: bool
) -> None:
    skew = ClockSkew(offset_ms, 20)
    assert (skew.is_notable, skew.is_refused) == (notable, refused)


def test_clocks_that_agree_do_not_differ_by_minus_nothing() -> None:
    assert str(ClockSkew(-3, 20)).startswith("+0.0 s")


def test_the_refusal_names_the_difference_and_the_mending() -> None:
    with pytest.raises(OperationalException, match=r"-10\.0 s.*NTP.*adjustForTimeDifference"):
        require_agreement(ClockSkew(-10_000, 20))


@pytest.mark.parametrize("answered", [None, "soon"])
def test_no_time_is_no_agreement(answered: object) -> None:
    ticks = count()
    with pytest.raises(OperationalException, match="instead of its time"):
        measure(lambda: answered, lambda: float(next(ticks)))


def test_a_live_start_with_a_clock_that_is_far_off_is_refused(desk: Any, trading: Any) -> None:
    at_desk(desk, REFUSE_MS + 6_000)
    with pytest.raises(OperationalException, match=r"\+10\.0 s"):
        trading()
    assert desk.asked("GET /api/v1/user/api-key") == []


def test_a_clock_that_is_a_little_off_is_warned_of(
    desk: Any, trading: Any, caplog: pytest.LogCaptureFixture
) -> None:
    at_desk(desk, 3_000)
    trading()
    assert "+3.0 s" in caplog.text


def test_requests_that_carry_the_exchanges_time_make_the_clock_a_warning(
    desk: Any, trading: Any, configure: Any, caplog: pytest.LogCaptureFixture
) -> None:
    at_desk(desk, 10_000)
    exchange = configure(url=desk.url)["exchange"]
    exchange["ccxt_config"]["options"] = {"adjustForTimeDifference": True}
    trading(exchange=exchange)
    assert "requests carry the exchange's" in caplog.text
