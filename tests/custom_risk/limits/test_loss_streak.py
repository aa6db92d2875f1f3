"""Losses in a row."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from custom_risk.events import Reason
from custom_risk.limits.loss_streak import LossStreak
from custom_risk.limits.pause import PauseSettings

from .conftest import BTC, ETH, MIDNIGHT, MINUTE, MORNING, SECOND, Desk

HALT = PauseSettings()
COOLDOWN = PauseSettings(on_violation="cooldown", cooldown_minutes=60)


def test_a_full_row_pauses_from_its_last_loss_on(desk: Desk) -> None:
    limit = LossStreak(2, COOLDOWN)
    desk.close(MORNING)
    assert limit.violation(desk.account, MORNING, BTC) is None
    desk.close(MORNING + 10 * MINUTE, pair=ETH)
    found = limit.violation(desk.account, MORNING + 30 * MINUTE, BTC)
    assert found is not None
    assert found.reason is Reason.MAX_CONSECUTIVE_LOSSES_REACHED
    assert found.until == MORNING + 70 * MINUTE
    assert found.text == "2 lost in a row, the last at 2026-01-05 09:10 UTC"
    assert limit.violation(desk.account, MORNING + 70 * MINUTE, BTC) is None


def test_after_the_pause_the_count_begins_again(desk: Desk) -> None:
    limit = LossStreak(2, COOLDOWN)
    for minute in (0, 10, 90):
        desk.close(MORNING + minute * MINUTE)
    assert limit.violation(desk.account, MORNING + 90 * MINUTE, BTC) is None
    desk.close(MORNING + 100 * MINUTE)
    assert limit.violation(desk.account, MORNING + 100 * MINUTE, BTC) is not None


def test_a_trade_that_does_not_lose_breaks_the_row(desk: Desk) -> None:
    for minute, profit in enumerate((-1.0, 0.0, -1.0)):
        desk.close(MORNING + minute * MINUTE, profit)
    assert LossStreak(2, HALT).violation(desk.account, MORNING + 3 * MINUTE, BTC) is None


def test_a_row_goes_on_over_midnight_and_a_halt_ends_with_the_day(desk: Desk) -> None:
    limit = LossStreak(2, HALT)
    desk.close(MIDNIGHT - MINUTE)
    desk.close(MIDNIGHT + MINUTE)
    tomorrow = MIDNIGHT + timedelta(days=1)
    assert limit.violation(desk.account, tomorrow - SECOND, BTC) is not None
    assert limit.violation(desk.account, tomorrow, BTC) is None


def test_a_win_during_the_pause_does_not_end_it(desk: Desk) -> None:
    limit = LossStreak(1, COOLDOWN)
    desk.close(MORNING)
    desk.close(MORNING + MINUTE, 5.0)
    assert limit.violation(desk.account, MORNING + 59 * MINUTE, BTC) is not None


def paused_until(closed: list[tuple[datetime, float]], most: int, pause: PauseSettings) -> datetime:
    """The same rule, from the first trade on."""
    until, row = datetime.min.replace(tzinfo=MORNING.tzinfo), 0
    for at, profit in closed:
        row = row + 1 if profit < 0 else 0
        if row == most:
            until, row = pause.end(at), 0
    return until


@given(
    trades=st.lists(st.tuples(st.integers(0, 900), st.sampled_from((-1.0, 0.0, 1.0))), max_size=60),
    most=st.integers(1, 5),
    wait_m=st.integers(0, 1500),
    pause=st.sampled_from((HALT, COOLDOWN)),
)
def test_looking_back_only_as_far_as_a_pause_lasts_gives_what_the_whole_history_gives(
    trades: list[tuple[int, float]], most: int, wait_m: int, pause: PauseSettings
) -> None:
    desk, now, closed = Desk(), MORNING, list[tuple[datetime, float]]()
    for gap_m, profit in trades:
        now += gap_m * MINUTE
        desk.close(now, profit)
        closed.append((now, profit))
    now += wait_m * MINUTE
    found = LossStreak(most, pause).violation(desk.fresh(), now, BTC)
    until = paused_until(closed, most, pause)
    assert (found.until if found else None) == (until if until > now else None)
