"""Locks that are looked up are those that freqtrade finds by going through all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from freqtrade.persistence import PairLocks, disable_database_use, enable_database_use
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enygma.backtests.fast import locks

START = datetime(2026, 1, 1, tzinfo=UTC)
PAIRS = st.sampled_from(["BTC/USDT:USDT", "ETH/USDT:USDT", "*"])
SIDES = st.sampled_from(["long", "short", "*"])
STEPS = st.lists(
    st.tuples(PAIRS, st.integers(0, 60), st.integers(1, 90), SIDES, st.booleans()), max_size=25
)


@pytest.fixture(autouse=True)
def _in_memory() -> Iterator[None]:
    disable_database_use("5m")
    yield
    PairLocks.reset_locks()
    enable_database_use()


@given(STEPS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_locks_are_found(steps: list[tuple[str, int, int, str, bool]]) -> None:
    PairLocks.reset_locks()
    for number, (pair, at, minutes, side, released) in enumerate(steps):
        now = START + timedelta(minutes=at)
        lock = PairLocks.lock_pair(
            pair, now + timedelta(minutes=minutes), str(number % 3), now=now, side=side
        )
        lock.active = lock.active and not released
        for asked in (pair, "BTC/USDT:USDT", "*", None):
            for wanted in (side, "*", None):
                own = PairLocks.get_pair_locks(asked, now, wanted)
                assert locks.get_pair_locks(asked, now, wanted) == own
