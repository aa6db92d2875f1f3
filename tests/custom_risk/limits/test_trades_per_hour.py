"""Trades within an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from freqtrade.persistence import LocalTrade
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.events import Reason
from custom_risk.limits.pause import PauseSettings
from custom_risk.limits.trades_per_hour import HOUR, TradesPerHour

from .conftest import BTC, MIDNIGHT, MINUTE, MORNING, SECOND, Desk

HALT = PauseSettings()
COOLDOWN = PauseSettings(on_violation="cooldown", cooldown_minutes=15)


def test_the_trade_that_would_be_one_too_many_is_refused_until_the_next_day(desk: Desk) -> None:
    limit = TradesPerHour(2, HALT)
    desk.close(MORNING + 20 * MINUTE, opened=MORNING)
    assert limit.violation(desk.account, MORNING + 21 * MINUTE, BTC) is None
    desk.hold(MORNING + 30 * MINUTE)
    found = limit.violation(desk.account, MORNING + 31 * MINUTE, BTC)
    assert found is not None
    assert (found.reason, found.until) == (Reason.MAX_TRADES_PER_HOUR_REACHED, MIDNIGHT)
    assert found.text == "2 entered within an hour, 2 allowed"


def test_an_entry_that_is_an_hour_old_no_longer_counts(desk: Desk) -> None:
    limit = TradesPerHour(1, HALT)
    desk.hold(MORNING)
    assert limit.violation(desk.account, MORNING + HOUR - SECOND, BTC) is not None
    assert limit.violation(desk.account, MORNING + HOUR, BTC) is None


def test_a_trade_that_closes_in_this_moment_was_an_entry_too(desk: Desk) -> None:
    desk.close(MORNING, opened=MORNING - 5 * MINUTE)
    assert TradesPerHour(1, HALT).violation(desk.account, MORNING, BTC) is not None


def test_a_cooldown_never_ends_while_the_hour_is_full(desk: Desk) -> None:
    desk.hold(MORNING)
    found = TradesPerHour(1, COOLDOWN).violation(desk.account, MORNING + MINUTE, BTC)
    assert found is not None
    assert found.until == MORNING + HOUR


def test_a_cooldown_begins_with_the_entry_that_filled_the_hour(desk: Desk) -> None:
    for minute in (0, 50):
        desk.hold(MORNING + minute * MINUTE)
    found = TradesPerHour(2, COOLDOWN).violation(desk.account, MORNING + 55 * MINUTE, BTC)
    assert found is not None
    assert found.until == MORNING + 65 * MINUTE


def test_an_hour_across_midnight_is_an_hour(desk: Desk) -> None:
    desk.hold(MIDNIGHT - 10 * MINUTE)
    found = TradesPerHour(1, HALT).violation(desk.account, MIDNIGHT + MINUTE, BTC)
    assert found is not None
    assert found.until == MIDNIGHT + 50 * MINUTE


@given(
    gaps_s=st.lists(st.integers(0, 1500), max_size=60),
    lasts_s=st.lists(st.integers(1, 4000), min_size=60, max_size=60),
    most=st.integers(1, 6),
)
def test_in_no_burst_are_there_more_entries_within_any_hour(
    gaps_s: list[int], lasts_s: list[int], most: int
) -> None:
    desk, limit, now = Desk(), TradesPerHour(most, COOLDOWN), MORNING
    entered: list[datetime] = []
    held: list[tuple[datetime, datetime]] = []
    for gap_s, last_s in zip(gaps_s, lasts_s, strict=False):
        now += gap_s * SECOND
        LocalTrade.reset_trades()
        for opened, closes in [each for each in held if each[1] <= now]:
            desk.close(closes, opened=opened)
        held = [each for each in held if each[1] > now]
        for opened, _ in held:
            desk.hold(opened)
        if limit.violation(desk.fresh(), now, BTC) is None:
            entered.append(now)
            held.append((now, now + last_s * SECOND))
    for at in entered:
        assert sum(1 for each in entered if at <= each < at + timedelta(hours=1)) <= most
