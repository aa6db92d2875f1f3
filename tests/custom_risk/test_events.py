"""Risk events and their log."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from custom_risk.events import Reason, RiskEvent, RiskEvents, RiskLog

EVENT = RiskEvent(
    Reason.SIZE_TOO_SMALL,
    "BTC/USDT:USDT",
    datetime(2026, 1, 5, tzinfo=UTC),
    {"margin": Decimal("1.5")},
)


def test_every_subscriber_hears_every_event_in_order() -> None:
    heard: list[tuple[str, RiskEvent]] = []
    events = RiskEvents(lambda event: heard.append(("first", event)))
    events.subscribe(lambda event: heard.append(("second", event)))
    events.emit(EVENT)
    assert heard == [("first", EVENT), ("second", EVENT)]


def test_a_subscriber_that_fails_is_logged_and_the_next_still_hears(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def failing(event: RiskEvent) -> None:
        raise RuntimeError("disk full")

    heard: list[RiskEvent] = []
    RiskEvents(failing, heard.append).emit(EVENT)
    assert heard == [EVENT]
    assert "disk full" in caplog.text


@pytest.mark.parametrize(
    ("reason", "level"),
    [(Reason.SIZE_TOO_SMALL, logging.INFO), (Reason.INPUT_MISSING, logging.ERROR)],
)
def test_a_fault_is_an_error_and_a_rule_at_work_is_not(
    reason: Reason, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    RiskLog()(RiskEvent(reason, EVENT.symbol, EVENT.time, EVENT.details))
    [record] = caplog.records
    assert record.levelno == level
    assert record.getMessage() == (
        f'{reason} BTC/USDT:USDT at 2026-01-05 00:00:00+00:00 {{"margin": "1.5"}}'
    )


@pytest.mark.parametrize(
    ("details", "is_refusal"),
    [
        ({"side": "long", "entry_tag": "+80"}, True),
        ({"side": "long", "trade": 1}, False),
        ({"trade": 1}, False),
        ({"before": "CLOSED"}, False),
    ],
)
def test_a_refusal_has_a_side_and_no_trade(details: dict[str, object], is_refusal: bool) -> None:
    assert RiskEvent(EVENT.type, EVENT.symbol, EVENT.time, details).is_refusal is is_refusal


def test_a_subscriber_may_leave_and_events_know_whether_they_are_followed() -> None:
    heard: list[RiskEvent] = []
    events = RiskEvents(RiskLog())
    assert not events.is_followed
    events.subscribe(heard.append)
    assert events.is_followed
    events.emit(EVENT)
    events.unsubscribe(heard.append)
    events.unsubscribe(heard.append)
    events.emit(EVENT)
    assert heard == [EVENT]
    assert not events.is_followed


def test_the_events_of_a_strategy_are_found_where_it_has_some() -> None:
    events = RiskEvents()
    assert RiskEvents.of(SimpleNamespace(risk_events=events)) is events
    assert RiskEvents.of(SimpleNamespace()) is None
    assert RiskEvents.of(SimpleNamespace(risk_events=[])) is None
