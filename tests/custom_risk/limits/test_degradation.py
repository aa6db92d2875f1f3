"""A strategy that degrades."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from custom_risk.events import Reason
from custom_risk.limits.degradation import Degradation
from custom_risk.limits.degradation_settings import DegradationSettings
from custom_risk.limits.health import Grade, Health, Sign
from custom_risk.limits.limit import SizeLimit

from .conftest import BTC, MINUTE, MORNING, Desk

HOUR = timedelta(hours=1)
FIGURES = ("win_rate_pct", "sharpe", "consecutive_losses", "drawdown_pct", "min_expectancy")


def only(figure: str, **terms: Any) -> Degradation:
    """Judges one figure alone, from two trades on."""
    off: dict[str, Any] = {each: None for each in FIGURES if each != figure}
    return Degradation(DegradationSettings.model_validate({"min_trades": 2} | off | terms))


def traded(desk: Desk, *profits: float) -> None:
    """Close an hourly trade with each profit, the last at nine in the morning."""
    for number, profit in enumerate(profits):
        at = MORNING - (len(profits) - 1 - number) * HOUR
        desk.close(at, profit, opened=at - HOUR)


def grade(limit: Degradation, desk: Desk) -> Grade:
    return limit.health(desk.account, MORNING + MINUTE).grade


def test_nothing_is_concluded_from_few_trades(desk: Desk) -> None:
    limit = Degradation(DegradationSettings())
    traded(desk, *[-50.0] * 19)
    assert limit.health(desk.account, MORNING + MINUTE) == Health(19)
    assert limit.violation(desk.account, MORNING, BTC) is None


@pytest.mark.parametrize(
    ("wins", "expected"),
    [(9, Grade.NONE), (8, Grade.MINOR), (7, Grade.MINOR), (6, Grade.SEVERE)],
)
def test_a_win_rate_below_45_percent_is_a_sign_and_below_35_a_severe_one(
    desk: Desk, wins: int, expected: Grade
) -> None:
    traded(desk, *[1.0] * wins, *[-1.0] * (20 - wins))
    assert grade(only("win_rate_pct"), desk) is expected


@pytest.mark.parametrize(
    ("losses", "expected"),
    [(6, Grade.NONE), (7, Grade.MINOR), (9, Grade.MINOR), (10, Grade.SEVERE)],
)
def test_seven_losses_in_a_row_are_a_sign_and_ten_a_severe_one(
    desk: Desk, losses: int, expected: Grade
) -> None:
    traded(desk, 1.0, *[-1.0] * losses)
    assert grade(only("consecutive_losses"), desk) is expected


@pytest.mark.parametrize(
    ("lost", "expected"),
    [(800.0, Grade.NONE), (801.0, Grade.MINOR), (1500.0, Grade.MINOR), (1501.0, Grade.SEVERE)],
)
def test_a_drawdown_over_8_percent_is_a_sign_and_over_15_a_severe_one(
    desk: Desk, lost: float, expected: Grade
) -> None:
    desk.wallet = 9_900.0
    traded(desk, 100.0, -lost)
    assert grade(only("drawdown_pct"), desk) is expected


def test_an_expectancy_below_zero_is_a_sign(desk: Desk) -> None:
    traded(desk, 2.0, -2.0)
    assert grade(only("min_expectancy"), desk) is Grade.NONE
    desk.close(MORNING, -0.01)
    assert grade(only("min_expectancy"), desk) is Grade.MINOR


def test_a_sharpe_ratio_below_zero_is_a_severe_sign(desk: Desk) -> None:
    limit = only("sharpe")
    traded(desk, 2.0, -1.9)
    assert grade(limit, desk) is Grade.NONE
    desk.close(MORNING, -2.0)
    health = limit.health(desk.account, MORNING + MINUTE)
    assert health.grade is Grade.SEVERE
    assert str(health).startswith("severe over 3 trades, Sharpe ratio -")


FIRST, SECOND = Sign("first"), Sign("second", beyond_second=True)


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ((), Grade.NONE),
        ((FIRST,), Grade.MINOR),
        ((FIRST, FIRST), Grade.MODERATE),
        ((FIRST,) * 5, Grade.MODERATE),
        ((SECOND,), Grade.SEVERE),
        ((FIRST, SECOND), Grade.SEVERE),
        ((SECOND, SECOND), Grade.CRITICAL),
    ],
)
def test_signs_make_a_grade(signs: tuple[Sign, ...], expected: Grade) -> None:
    assert Health(20, signs).grade is expected


def test_sizes_are_cut_from_moderate_on_and_entries_stopped_from_severe_on(desk: Desk) -> None:
    limit = Degradation(DegradationSettings(min_trades=2, sharpe=None))
    assert isinstance(limit, SizeLimit)
    now = MORNING + MINUTE
    traded(desk, 1.0, 1.0)
    assert limit.size_multiplier(desk.account, now) == 1
    for profit in (-1.0, -1.0, -1.0):
        desk.close(MORNING, profit)
    assert limit.health(desk.account, now).grade is Grade.MODERATE
    assert limit.size_multiplier(desk.account, now) == Decimal("0.5")
    assert limit.violation(desk.account, now, BTC) is None
    desk.close(MORNING, -1.0)
    found = limit.violation(desk.account, now, BTC)
    assert found is not None
    assert (found.reason, found.until) == (Reason.STRATEGY_DEGRADED, MORNING + 4 * HOUR)
    assert found.text == (
        "severe over 6 trades, win rate 33.33 % below 35, expectancy -0.33 below 0"
    )
    assert limit.size_multiplier(desk.account, now) == Decimal("0.5")


def test_a_critical_grade_pauses_for_a_day_and_then_each_trade_is_judged(desk: Desk) -> None:
    limit = Degradation(DegradationSettings(min_trades=2))
    traded(desk, *[-1.0] * 10)
    found = limit.violation(desk.account, MORNING, BTC)
    assert found is not None
    assert found.until == MORNING + 24 * HOUR
    assert limit.violation(desk.account, MORNING + 24 * HOUR, BTC) is None
    assert limit.size_multiplier(desk.account, MORNING + 24 * HOUR) == Decimal("0.5")
    desk.close(MORNING + 25 * HOUR, 1.0)
    assert limit.violation(desk.account, MORNING + 26 * HOUR, BTC) is not None


def test_only_the_latest_trades_are_looked_at(desk: Desk) -> None:
    limit = only("win_rate_pct", window_trades=4)
    traded(desk, -1.0, -1.0, -1.0, -1.0, 1.0, 1.0)
    assert grade(limit, desk) is Grade.NONE


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"min_trades": 60}, "min_trades 60 is above window_trades 50"),
        ({"severe_pause_minutes": 2000}, "is above critical_pause_minutes 1440"),
        ({"win_rate_pct": {"first": 35, "second": 45}}, "win_rate_pct.second 45 is not below"),
        ({"drawdown_pct": {"first": 9, "second": 9}}, "drawdown_pct.second 9 is not above"),
        ({"window_trades": 20, "consecutive_losses": {"first": 9, "second": 30}}, "30 is more"),
        (dict.fromkeys(FIGURES), "every figure is null"),
        ({"size_multiplier": 1.5}, "less than or equal to 1"),
    ],
)
def test_terms_that_do_not_hold_together_are_refused(terms: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        DegradationSettings.model_validate(terms)


@given(
    profits=st.lists(st.sampled_from((-300.0, -1.0, 0.0, 1.0, 40.0)), max_size=60),
    wait_m=st.integers(0, 3000),
)
def test_a_pause_ends_and_a_fresh_object_gives_the_same_answer(
    profits: list[float], wait_m: int
) -> None:
    desk, limit = Desk(wallet=50_000.0), Degradation(DegradationSettings())
    traded(desk, *profits)
    now = MORNING + wait_m * MINUTE
    found = limit.violation(desk.account, now, BTC)
    again = Degradation(DegradationSettings()).violation(desk.fresh(), now, BTC)
    assert found == again
    if found is not None:
        assert now < found.until <= MORNING + 24 * HOUR
        assert limit.health(desk.account, now + MINUTE).grade >= Grade.SEVERE
