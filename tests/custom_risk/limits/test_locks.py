"""Violations as freqtrade's locks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from freqtrade.persistence import PairLocks
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.events import Reason
from custom_risk.limits import Violation, is_locked, lock, lock_reason

from .conftest import BTC, ETH, MIDNIGHT, MINUTE, MORNING, SECOND

HALF_HOUR = timedelta(minutes=30)
LOST = Violation(Reason.MAX_DAILY_LOSS_REACHED, MIDNIGHT, "212.00 lost")
RESTS = Violation(Reason.SYMBOL_COOLDOWN, MORNING + 20 * MINUTE, "rests", pair=BTC)


@pytest.fixture(autouse=True)
def _no_locks_from_before() -> None:
    PairLocks.timeframe = "30m"
    PairLocks.reset_locks()


def test_a_lock_says_what_was_reached_and_ends_where_entries_go_on() -> None:
    made = lock(LOST, MORNING)
    assert made is not None
    assert made.reason == "MAX_DAILY_LOSS_REACHED: 212.00 lost"
    assert made.lock_end_time == MIDNIGHT
    assert PairLocks.is_pair_locked(BTC, MIDNIGHT - HALF_HOUR, "long")
    assert not PairLocks.is_pair_locked(BTC, MIDNIGHT, "long")


def test_the_end_within_a_candle_is_the_next_candle() -> None:
    made = lock(RESTS, MORNING)
    assert made is not None
    assert made.lock_end_time == MORNING + HALF_HOUR
    assert not PairLocks.is_pair_locked(ETH, MORNING, "long")


def test_a_violation_is_locked_once_whatever_its_numbers_are_by_now() -> None:
    lock(LOST, MORNING)
    worse = Violation(LOST.reason, MIDNIGHT, "230.00 lost")
    assert is_locked(worse, MORNING + HALF_HOUR)
    assert lock(worse, MORNING + HALF_HOUR) is None
    assert len(PairLocks.get_all_locks()) == 1


def test_another_limit_or_pair_has_its_own_lock() -> None:
    lock(LOST, MORNING)
    assert lock(Violation(Reason.DAILY_PROFIT_LOCKED, MIDNIGHT, "x"), MORNING) is not None
    assert lock(RESTS, MORNING) is not None
    assert lock(Violation(RESTS.reason, RESTS.until, "x", pair=ETH), MORNING) is not None


def test_a_lock_that_is_over_or_was_released_locks_no_longer() -> None:
    lock(RESTS, MORNING)
    assert not is_locked(RESTS, MORNING + HALF_HOUR)
    PairLocks.unlock_pair(BTC, MORNING)
    assert not is_locked(RESTS, MORNING)


def test_a_long_text_fits_into_the_table_of_locks() -> None:
    assert len(lock_reason(Violation(Reason.STRATEGY_DEGRADED, MIDNIGHT, "x" * 400))) == 255


@given(wait_s=st.integers(1, 200_000))
def test_a_lock_never_ends_early_and_at_most_a_candle_late(wait_s: int) -> None:
    PairLocks.reset_locks()
    until = MORNING + wait_s * SECOND
    made = lock(Violation(Reason.HEAT_LIMIT, until, "x"), MORNING)
    assert made is not None
    assert until <= made.lock_end_time < until + HALF_HOUR
