"""The UTC day and the fall from its peak (I-006)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from custom_risk.account import Day, Days

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def fallen(days: Days, now: datetime, equity: Decimal) -> Decimal:
    return days.observe(now, equity).drawdown_pct(equity)


def test_the_fall_counts_from_the_days_peak() -> None:
    days = Days()
    days.observe(NOON, Decimal(1000))
    days.observe(NOON + timedelta(hours=1), Decimal(1100))
    assert fallen(days, NOON + timedelta(hours=2), Decimal(1045)) == 5


def test_the_loss_counts_from_the_days_start() -> None:
    days = Days()
    days.observe(NOON, Decimal(1000))
    day = days.observe(NOON + timedelta(hours=1), Decimal(1100))
    assert (day.loss(Decimal(950)), day.loss_pct(Decimal(950))) == (50, 5)
    assert day.loss_pct(Decimal(1100)) == -10


def test_a_new_utc_day_begins_with_its_own_start_and_peak() -> None:
    days = Days()
    days.observe(NOON, Decimal(1000))
    midnight = datetime(2026, 1, 6, tzinfo=UTC)
    assert fallen(days, midnight - timedelta(seconds=1), Decimal(900)) == 10
    assert days.observe(midnight, Decimal(900)) == Day(midnight.date(), Decimal(900), Decimal(900))


def test_the_day_is_utc_whatever_the_clock_shows() -> None:
    days = Days()
    tokyo = timezone(timedelta(hours=9))
    days.observe(datetime(2026, 1, 6, 8, tzinfo=tokyo), Decimal(1000))
    assert fallen(days, datetime(2026, 1, 6, 10, tzinfo=tokyo), Decimal(900)) == 0


def test_another_backtest_on_the_same_object_starts_afresh() -> None:
    days = Days()
    days.observe(NOON, Decimal(2000))
    assert fallen(days, NOON - timedelta(hours=1), Decimal(1000)) == 0


@given(st.lists(st.decimals(1, 10_000, places=2), min_size=1, max_size=30))
def test_the_fall_is_what_the_highest_equity_of_the_day_says(path: list[Decimal]) -> None:
    days = Days()
    for minute, equity in enumerate(path):
        percent = fallen(days, NOON + timedelta(minutes=minute), equity)
        peak = max(path[: minute + 1])
        assert percent == (peak - equity) / peak * 100
        assert 0 <= percent < 100


class Memory:
    """Keeps a day, as a database would."""

    def __init__(self) -> None:
        self.kept: Day | None = None
        self.saves = 0

    def load(self) -> Day | None:
        return self.kept

    def save(self, day: Day) -> None:
        self.kept, self.saves = day, self.saves + 1


def test_a_restart_forgets_neither_start_nor_peak() -> None:
    memory = Memory()
    before = Days(memory)
    before.observe(NOON, Decimal(800))
    before.observe(NOON, Decimal(1000))
    day = Days(memory).observe(NOON + timedelta(hours=1), Decimal(900))
    assert (day.start, day.drawdown_pct(Decimal(900))) == (800, 10)


def test_a_restart_on_another_day_begins_with_its_own_peak() -> None:
    memory = Memory()
    Days(memory).observe(NOON, Decimal(1000))
    assert fallen(Days(memory), NOON + timedelta(days=1), Decimal(900)) == 0


def test_only_a_new_peak_is_written() -> None:
    memory = Memory()
    days = Days(memory)
    for minute, equity in enumerate((1000, 990, 995, 1001)):
        days.observe(NOON + timedelta(minutes=minute), Decimal(equity))
    assert memory.saves == 2


def test_a_clock_that_is_set_back_does_not_begin_the_day_of_a_running_bot_again() -> None:
    days, midnight = Days(Memory()), datetime(2026, 1, 6, tzinfo=UTC)
    days.observe(NOON, Decimal(1000))
    assert fallen(days, NOON - timedelta(milliseconds=1), Decimal(900)) == 10
    days.observe(midnight, Decimal(800))
    day = days.observe(midnight - timedelta(seconds=1), Decimal(820))
    assert day == Day(midnight.date(), Decimal(800), Decimal(820))


def test_a_day_that_was_kept_by_a_clock_far_ahead_is_forgotten() -> None:
    memory = Memory()
    Days(memory).observe(NOON + timedelta(days=400), Decimal(1000))
    assert Days(memory).observe(NOON, Decimal(900)).start == 900
