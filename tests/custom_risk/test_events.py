"""Risk events and their log."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from decimal import Decimal

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
