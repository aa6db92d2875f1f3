"""The breaker opens by degrees, closes step by step, and says what an entry may do."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from custom_risk.breaker import Breaker, Change, Level
from custom_risk.configuration import RiskConfigError, load_settings
from custom_risk.events import Reason
from custom_risk.inputs import RiskInputError
from custom_risk.refusal import Refusal
from custom_risk.settings import BreakerSettings

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
SURE = Decimal("0.95")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.fixture
def breaker() -> Breaker:
    return Breaker(BreakerSettings())


def _answer(breaker: Breaker, latency_s: float, times: int = 10) -> None:
    for _ in range(times):
        breaker.observe_request(latency_s, False, START)


def _fail(breaker: Breaker, orders: int) -> None:
    for _ in range(orders):
        breaker.observe_order(True, START)


def test_it_begins_closed_and_lets_every_entry_pass(breaker: Breaker) -> None:
    assert breaker.state(START).level is Level.CLOSED
    assert breaker.entry(None, START) == 1


@pytest.mark.parametrize(
    ("latency_s", "level"),
    [(0.49, Level.CLOSED), (0.5, Level.ALERT), (1, Level.THROTTLE), (3, Level.HALT)],
)
def test_slow_answers_open_it_by_their_mean(
    breaker: Breaker, latency_s: float, level: Level
) -> None:
    _answer(breaker, latency_s)
    assert breaker.state(START).level is level


def test_fewer_requests_than_the_mean_needs_conclude_nothing(breaker: Breaker) -> None:
    _answer(breaker, 60, times=9)
    assert breaker.state(START).level is Level.CLOSED


def test_one_slow_answer_among_ten_is_only_a_tenth(breaker: Breaker) -> None:
    _answer(breaker, 0.1, times=9)
    breaker.observe_request(4, False, START)
    assert breaker.state(START).level is Level.CLOSED


@pytest.mark.parametrize(
    ("failures", "level"),
    [
        (1, Level.CLOSED),
        (2, Level.ALERT),
        (3, Level.THROTTLE),
        (5, Level.HALT),
        (9, Level.HALT),
        (10, Level.SHUTDOWN),
    ],
)
def test_orders_that_fail_in_a_row_open_it(breaker: Breaker, failures: int, level: Level) -> None:
    _fail(breaker, failures)
    assert breaker.state(START).level is level


def test_an_order_that_is_taken_ends_the_row(breaker: Breaker) -> None:
    _fail(breaker, 1)
    breaker.observe_order(False, START)
    _fail(breaker, 1)
    assert breaker.state(START).level is Level.CLOSED


@pytest.mark.parametrize(
    ("percent", "level"),
    [
        (-0.5, Level.CLOSED),
        (0.09, Level.CLOSED),
        (0.1, Level.ALERT),
        (0.3, Level.THROTTLE),
        (0.5, Level.HALT),
    ],
)
def test_a_fill_worse_than_decided_opens_it(breaker: Breaker, percent: float, level: Level) -> None:
    breaker.observe_slippage(percent, START)
    assert breaker.state(START).level is level


def test_a_loss_of_more_than_five_percent_in_five_minutes_halts(breaker: Breaker) -> None:
    breaker.observe_equity(10_000, START)
    breaker.observe_equity(9_500, at(299))
    assert breaker.state(at(299)).level is Level.CLOSED

    breaker.observe_equity(9_499, at(300))

    assert breaker.state(at(300)).level is Level.HALT


def test_the_same_loss_over_more_time_does_not(breaker: Breaker) -> None:
    for minute in range(20):
        breaker.observe_equity(10_000 - 80 * minute, at(60 * minute))
    assert breaker.state(at(1200)).level is Level.CLOSED


def test_the_loss_is_measured_from_the_highest_within_the_time(breaker: Breaker) -> None:
    for second, equity in ((0, 9_000), (10, 10_000), (20, 9_900), (30, 9_450)):
        breaker.observe_equity(equity, at(second))
    assert "5.50 %" in breaker.state(at(30)).text


def test_a_third_of_the_requests_that_fails_halts(breaker: Breaker) -> None:
    for number in range(19):
        breaker.observe_request(0.1, number % 3 == 0, START)
    assert breaker.state(START).level is Level.CLOSED

    breaker.observe_request(0.1, False, START)

    assert breaker.state(START).level is Level.HALT
    assert breaker.state(START).cause == "failure_rate"


def test_drift_halts_as_long_as_it_stands(breaker: Breaker) -> None:
    for minute in range(60):
        breaker.observe_drift("size differs", at(60 * minute))
    assert breaker.state(at(3599)).level is Level.HALT


def test_degradation_never_asks_for_a_person(breaker: Breaker) -> None:
    breaker.observe_degradation(Level.SHUTDOWN, "critical", START)
    assert breaker.state(START).level is Level.HALT


def test_it_goes_down_step_by_step(breaker: Breaker) -> None:
    _fail(breaker, 5)
    levels = [breaker.state(at(s)).level for s in (899, 900, 1199, 1200, 1259, 1260)]
    assert levels == [
        Level.HALT,
        Level.THROTTLE,
        Level.THROTTLE,
        Level.ALERT,
        Level.ALERT,
        Level.CLOSED,
    ]


def test_a_trigger_of_the_same_level_begins_its_cooldown_again(breaker: Breaker) -> None:
    breaker.observe_slippage(0.5, START)
    breaker.observe_slippage(0.6, at(800))
    assert breaker.state(at(1699)).level is Level.HALT
    assert breaker.state(at(1700)).level is Level.THROTTLE


def test_a_lower_trigger_does_not_hold_a_higher_level(breaker: Breaker) -> None:
    breaker.observe_slippage(0.5, START)
    breaker.observe_slippage(0.1, at(899))
    assert breaker.state(at(900)).level is Level.THROTTLE


def test_only_a_person_ends_a_shutdown(breaker: Breaker) -> None:
    _fail(breaker, 10)
    later = at(30 * 86_400)
    assert breaker.state(later).level is Level.SHUTDOWN

    breaker.reset(later, "by hand")

    assert breaker.state(later).level is Level.CLOSED
    breaker.observe_order(True, later)
    assert breaker.state(later).level is Level.CLOSED


@pytest.mark.parametrize("confidence", [None, Decimal("0.89"), Decimal(91)])
def test_at_throttle_an_entry_without_high_confidence_is_refused(
    breaker: Breaker, confidence: Decimal | None
) -> None:
    _fail(breaker, 3)

    refusal = breaker.entry(confidence, START)

    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.CIRCUIT_BREAKER
    assert refusal.details["level"] == "THROTTLE"
    assert refusal.details["because"] == "3 orders in a row failed"
    assert refusal.details["min_confidence"] == Decimal("0.9")


def test_at_throttle_a_sure_entry_has_half_the_size(breaker: Breaker) -> None:
    _fail(breaker, 3)
    assert breaker.entry(SURE, START) == Decimal("0.5")


@pytest.mark.parametrize("failures", [5, 10])
def test_from_halt_on_no_entry_is_made(breaker: Breaker, failures: int) -> None:
    _fail(breaker, failures)
    assert isinstance(breaker.entry(Decimal(1), START), Refusal)


def test_every_change_is_told_once_with_its_reason(breaker: Breaker) -> None:
    told: list[Change] = []
    breaker.subscribe(told.append)
    breaker.observe_slippage(0.3, START)
    breaker.observe_slippage(0.35, at(1))
    breaker.pass_time(at(301))
    breaker.pass_time(at(302))

    raised, lowered = map(str, told)
    assert raised == (
        "Circuit breaker: CLOSED → THROTTLE, an entry was filled 0.30 % worse than decided"
    )
    assert lowered == (
        "Circuit breaker: THROTTLE → ALERT, after a time without: "
        "an entry was filled 0.35 % worse than decided"
    )


def test_a_clock_that_is_set_back_closes_nothing(breaker: Breaker) -> None:
    _fail(breaker, 10)
    breaker.observe_order(False, at(-86_400))
    assert breaker.state(at(-86_400)).level is Level.SHUTDOWN


def test_another_backtest_begins_closed() -> None:
    breaker = Breaker(BreakerSettings(), starts_over=True)
    _fail(breaker, 10)
    breaker.pass_time(at(-86_400))
    assert breaker.state(at(-86_400)).level is Level.CLOSED
    assert breaker.order_failures == 0


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize(
    "observe",
    [
        lambda breaker, value: breaker.observe_request(value, False, START),
        lambda breaker, value: breaker.observe_slippage(value, START),
        lambda breaker, value: breaker.observe_equity(value, START),
    ],
)
def test_what_is_no_number_is_refused_and_changes_nothing(
    breaker: Breaker, observe: Callable[[Breaker, float], None], value: float
) -> None:
    with pytest.raises(RiskInputError):
        observe(breaker, value)
    assert breaker.state(START).level is Level.CLOSED


def _sent(breaker: Breaker) -> Breaker:
    """The breaker as another process gets it."""
    sent = pickle.loads(pickle.dumps(breaker))  # noqa: S301 - it was made one step before
    assert isinstance(sent, Breaker)
    return sent


@pytest.mark.parametrize("copied", [copy.deepcopy, _sent])
def test_a_copy_goes_its_own_way(breaker: Breaker, copied: Callable[[Breaker], Breaker]) -> None:
    _fail(breaker, 3)
    other = copied(breaker)
    _fail(other, 7)
    assert (breaker.state(START).level, other.state(START).level) == (
        Level.THROTTLE,
        Level.SHUTDOWN,
    )


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ({"latency_s": {"halt": 0.9}}, "breaker.latency_s: halt 0.9 is not above throttle 1"),
        ({"order_failures": {"shutdown": 5}}, "shutdown 5 is not above halt 5"),
        ({"loss_pct": 0}, "breaker.loss_pct: 0 is outside"),
        ({"cooldown": 1}, "breaker.cooldown: there is no such key"),
        ({"throttle_confidence": True}, "breaker.throttle_confidence: True cannot be used"),
    ],
)
def test_a_wrong_setting_is_named(section: dict[str, Any], told: str) -> None:
    with pytest.raises(RiskConfigError, match=told):
        load_settings({"breaker": section})


def test_there_is_no_breaker_unless_it_is_configured() -> None:
    assert load_settings({}).breaker is None
    assert load_settings({"breaker": {}}).breaker == BreakerSettings()
