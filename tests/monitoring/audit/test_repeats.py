"""A refusal that is repeated is counted."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from custom_risk.events import Reason
from enygma.monitoring.audit.repeats import Repeats

from .conftest import BTC, ETH, event

QUIET = timedelta(minutes=15)


def test_the_same_refusal_is_told_once_in_a_quarter_of_an_hour() -> None:
    repeats = Repeats(QUIET)
    taken = [repeats.take(event(after_s=each, entry_tag="+80")) for each in (0, 5, 899, 900, 905)]
    assert taken == [0, None, None, 2, None]


def test_another_signal_reason_pair_or_side_is_told_at_once() -> None:
    repeats = Repeats(QUIET)
    others = [
        event(entry_tag="+80"),
        event(entry_tag="+81"),
        event(Reason.EXPOSURE_LIMIT, entry_tag="+80"),
        event(pair=ETH, entry_tag="+80"),
        event(side="short", entry_tag="+80"),
    ]
    assert [repeats.take(each) for each in others] == [0] * 5


def test_what_was_done_is_never_a_repetition() -> None:
    repeats = Repeats(QUIET)
    assert [repeats.take(event(Reason.STOP_MOVED, trade=1)) for _ in range(3)] == [0, 0, 0]


def test_what_was_not_told_yet_is_told_at_the_end_with_its_newest_event() -> None:
    repeats = Repeats(QUIET)
    for after_s in (0, 5, 10):
        repeats.take(event(after_s=after_s))
    assert [(each.time, count) for each, count in repeats.take_rest()] == [
        (event(after_s=10).time, 2)
    ]
    assert list(repeats.take_rest()) == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from([Reason.SIZE_TOO_SMALL, Reason.EXPOSURE_LIMIT, Reason.ENTERED]),
            st.sampled_from([BTC, ETH]),
            st.sampled_from(["+80", "+81"]),
            st.integers(0, 3600),
        ),
        max_size=60,
    )
)
def test_no_decision_is_lost_from_the_count(
    asked: list[tuple[Reason, str, str, int]],
) -> None:
    repeats = Repeats(QUIET)
    told = [repeats.take(event(reason, pair, at, entry_tag=tag)) for reason, pair, tag, at in asked]
    rest = sum(count for _, count in repeats.take_rest())
    assert sum(1 + count for count in told if count is not None) + rest == len(asked)
