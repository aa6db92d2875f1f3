"""From a strategy's protections to limits."""

from __future__ import annotations

from typing import Any

import pytest

from custom_risk.limits.daily_drawdown import DayDrawdown
from custom_risk.limits.degradation import Degradation
from custom_risk.limits.session import SessionSettings
from custom_risk.protections.limits_of import BUILDERS, limits_of
from custom_risk.settings.wording import RiskConfigError


def test_freqtrades_own_protections_have_none() -> None:
    assert limits_of([{"method": "CooldownPeriod", "stop_duration": 5}]) == []


def test_the_limits_come_in_the_order_of_the_protections() -> None:
    listed = [{"method": "StrategyDegradation"}, {"method": "DailyDrawdown"}]
    assert [type(each) for each in limits_of(listed)] == [Degradation, DayDrawdown]


WRONG: list[tuple[dict[str, Any], str]] = [
    (
        {"method": "SessionLimit", "max_daily_loss": -3},
        "SessionLimit.max_daily_loss: -3 is outside above 0 … 1000000000000",
    ),
    (
        {"method": "SessionLimit", "max_consecutive_losses": 2.5},
        (
            "SessionLimit.max_consecutive_losses: 2.5 cannot be used, "
            "a whole number in 1 … 1000 or null is wanted"
        ),
    ),
    (
        {"method": "SessionLimit", "max_trades_per_hour": True},
        (
            "SessionLimit.max_trades_per_hour: True cannot be used, "
            "a whole number in 1 … 100000 or null is wanted"
        ),
    ),
    (
        {"method": "SessionLimit", "on_violation": "stop"},
        "SessionLimit.on_violation: 'stop' cannot be used, 'halt' or 'cooldown' is wanted",
    ),
    (
        {"method": "SessionLimit", "loss": 3},
        "SessionLimit.loss: there is no such key, the keys here are "
        + ", ".join(SessionSettings.model_fields),
    ),
    (
        {"method": "DailyDrawdown", "max_drawdown_pct": None},
        "DailyDrawdown.max_drawdown_pct: None cannot be used, a number in above 0 … 100 is wanted",
    ),
    (
        {"method": "DailyDrawdown", "on_violation": "cooldown"},
        "DailyDrawdown: on_violation cooldown needs cooldown_minutes",
    ),
    (
        {"method": "StrategyDegradation", "sharpe": {"first": 1}},
        "StrategyDegradation.sharpe.second: missing",
    ),
]


@pytest.mark.parametrize(("terms", "told"), WRONG)
def test_terms_that_cannot_be_used_are_named_with_their_range(
    terms: dict[str, Any], told: str
) -> None:
    with pytest.raises(RiskConfigError) as raised:
        limits_of([terms])
    assert str(raised.value) == told


def test_all_that_is_wrong_is_told_at_once() -> None:
    terms = {"method": "SessionLimit", "max_daily_loss": 0, "max_consecutive_losses": 0}
    with pytest.raises(RiskConfigError, match=r"max_daily_loss: 0 .*; .*consecutive_losses: 0 "):
        limits_of([terms])


@pytest.mark.parametrize("method", ["SessionLimit", "DailyDrawdown", "StrategyDegradation"])
def test_every_limit_says_what_it_does(method: str) -> None:
    assert method in BUILDERS
    for limit in limits_of([{"method": method}]):
        assert type(limit).__name__ not in str(limit)


@pytest.mark.parametrize(
    ("protections", "message"),
    [
        ({"method": "SessionLimit"}, "is no list, wanted is a list of entries such as"),
        ([{"max_daily_loss": 5}], "names no method, wanted is a list"),
        (["SessionLimit"], "'SessionLimit' names no method"),
        ([{"method": 3}], "names no method"),
    ],
)
def test_what_is_no_list_of_named_protections_is_refused(protections: Any, message: str) -> None:
    with pytest.raises(RiskConfigError, match=message):
        limits_of(protections)
