"""The fall from the day's peak (I-006)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from freqtrade.persistence import KeyValueStore, init_db
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.daily_drawdown import DailyDrawdown
from custom_risk.day_peak import KEY, StoredDayPeak

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def test_the_fall_counts_from_the_days_peak() -> None:
    followed = DailyDrawdown()
    followed.observe(NOON, Decimal(1000))
    followed.observe(NOON + timedelta(hours=1), Decimal(1100))
    assert followed.percent(NOON + timedelta(hours=2), Decimal(1045)) == 5


def test_a_new_utc_day_begins_with_its_own_peak() -> None:
    followed = DailyDrawdown()
    followed.observe(NOON, Decimal(1000))
    midnight = datetime(2026, 1, 6, tzinfo=UTC)
    assert followed.percent(midnight - timedelta(seconds=1), Decimal(900)) == 10
    assert followed.percent(midnight, Decimal(900)) == 0


def test_the_day_is_utc_whatever_the_clock_shows() -> None:
    followed = DailyDrawdown()
    tokyo = timezone(timedelta(hours=9))
    followed.observe(datetime(2026, 1, 6, 8, tzinfo=tokyo), Decimal(1000))
    assert followed.percent(datetime(2026, 1, 6, 10, tzinfo=tokyo), Decimal(900)) == 0


def test_another_backtest_on_the_same_object_starts_afresh() -> None:
    followed = DailyDrawdown()
    followed.observe(NOON, Decimal(2000))
    assert followed.percent(NOON - timedelta(hours=1), Decimal(1000)) == 0


@given(st.lists(st.decimals(1, 10_000, places=2), min_size=1, max_size=30))
def test_the_fall_is_what_the_highest_equity_of_the_day_says(path: list[Decimal]) -> None:
    followed = DailyDrawdown()
    for minute, equity in enumerate(path):
        fallen = followed.percent(NOON + timedelta(minutes=minute), equity)
        peak = max(path[: minute + 1])
        assert fallen == (peak - equity) / peak * 100
        assert 0 <= fallen < 100


class Memory:
    """Keeps a day's peak, as a database would."""

    def __init__(self) -> None:
        self.kept: tuple[date, Decimal] | None = None
        self.saves = 0

    def load(self) -> tuple[date, Decimal] | None:
        return self.kept

    def save(self, day: date, peak: Decimal) -> None:
        self.kept, self.saves = (day, peak), self.saves + 1


def test_a_restart_does_not_forget_the_days_peak() -> None:
    memory = Memory()
    DailyDrawdown(memory).observe(NOON, Decimal(1000))
    restarted = DailyDrawdown(memory)
    assert restarted.percent(NOON + timedelta(hours=1), Decimal(900)) == 10


def test_a_restart_on_another_day_begins_with_its_own_peak() -> None:
    memory = Memory()
    DailyDrawdown(memory).observe(NOON, Decimal(1000))
    restarted = DailyDrawdown(memory)
    assert restarted.percent(NOON + timedelta(days=1), Decimal(900)) == 0


def test_only_a_new_peak_is_written() -> None:
    memory = Memory()
    followed = DailyDrawdown(memory)
    for minute, equity in enumerate((1000, 990, 995, 1001)):
        followed.observe(NOON + timedelta(minutes=minute), Decimal(equity))
    assert memory.saves == 2


def test_the_peak_is_stored_in_freqtrades_database() -> None:
    init_db("sqlite://")
    StoredDayPeak().save(NOON.date(), Decimal("10250.5"))
    assert StoredDayPeak().load() == (NOON.date(), Decimal("10250.5"))


@pytest.mark.parametrize("stored", ["", "today 5", "2026-01-05", "2026-01-05 much"])
def test_a_stored_peak_that_is_none_is_told_and_not_used(
    stored: str, caplog: pytest.LogCaptureFixture
) -> None:
    init_db("sqlite://")
    KeyValueStore.store_value(KEY, stored)
    assert StoredDayPeak().load() is None
    assert "begun afresh" in caplog.text
