"""How a session is configured, and its limits together under bursts, midnight and restarts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from custom_risk.account import Account
from custom_risk.limits.session import SessionSettings, session_limits

from .conftest import BTC, ETH, MINUTE, MORNING, Desk

ALL_OFF: dict[str, Any] = dict.fromkeys(
    (
        "max_trades_per_hour",
        "max_daily_loss",
        "max_daily_loss_pct",
        "max_consecutive_losses",
        "symbol_cooldown_minutes",
    )
)


def test_without_terms_it_is_the_session_of_the_rules() -> None:
    settings = SessionSettings()
    assert settings.max_trades_per_hour == 100
    assert settings.max_daily_loss == 200
    assert settings.max_daily_loss_pct == 5
    assert settings.daily_profit_lock is settings.daily_profit_lock_pct is None
    assert (settings.max_consecutive_losses, settings.symbol_cooldown_minutes) == (5, 30)
    assert settings.on_violation == "halt"
    assert [str(each) for each in session_limits(settings)] == [
        "at most 100 trades an hour",
        "at most 200 or 5.0 % lost a day",
        "a pause after 5 losses in a row",
        "30 minutes between two trades of a pair",
    ]


@pytest.mark.parametrize(
    ("switched_on", "expected"),
    [
        ({"max_trades_per_hour": 3}, "at most 3 trades an hour"),
        ({"max_daily_loss": 7}, "at most 7 lost a day"),
        ({"max_daily_loss_pct": 2.5}, "at most 2.5 % lost a day"),
        ({"daily_profit_lock": 50}, "no entries after 50 gained a day"),
        ({"daily_profit_lock_pct": 1}, "no entries after 1 % gained a day"),
        ({"max_consecutive_losses": 4}, "a pause after 4 losses in a row"),
        ({"symbol_cooldown_minutes": 9}, "9 minutes between two trades of a pair"),
    ],
)
def test_each_part_stands_alone(switched_on: dict[str, Any], expected: str) -> None:
    settings = SessionSettings.model_validate(ALL_OFF | switched_on)
    assert [str(each) for each in session_limits(settings)] == [expected]


def test_a_session_that_limits_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="every part is null: nothing is limited"):
        SessionSettings.model_validate(ALL_OFF)


TIGHT = SessionSettings(
    max_trades_per_hour=3,
    max_daily_loss=Decimal(5),
    daily_profit_lock=Decimal(8),
    max_consecutive_losses=2,
    symbol_cooldown_minutes=20,
)
steps = st.tuples(
    st.integers(0, 400), st.sampled_from((-3.0, -1.0, 0.0, 2.0)), st.sampled_from((BTC, ETH))
)


def answers(account: Account, now: datetime) -> list[object]:
    return [
        limit.violation(account, now, pair)
        for limit in session_limits(TIGHT)
        for pair in (BTC, ETH)
    ]


@given(bursts=st.lists(steps, max_size=40))
def test_every_pause_ends_and_none_is_forgotten_before(
    bursts: list[tuple[int, float, str]],
) -> None:
    desk, now = Desk(), MORNING
    for gap_m, profit, pair in bursts:
        now += gap_m * MINUTE
        desk.close(now, profit, pair=pair)
        for found in answers(desk.account, now):
            assert found is None or now < found.until <= now + TIGHT.longest  # type: ignore[attr-defined]


@given(bursts=st.lists(steps, max_size=40))
def test_a_limit_that_was_never_asked_answers_as_one_that_was_asked_all_the_time(
    bursts: list[tuple[int, float, str]],
) -> None:
    desk, now, asked = Desk(), MORNING, session_limits(TIGHT)
    for gap_m, profit, pair in bursts:
        now += gap_m * MINUTE
        desk.close(now, profit, pair=pair)
        told = [each.violation(desk.account, now, x) for each in asked for x in (BTC, ETH)]
        assert told == answers(desk.account, now)
