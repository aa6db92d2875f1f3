"""The breaker's level survives a restart, and another process may ask for its reset."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from custom_risk.breaker import Breaker, Level, StoredBreaker
from custom_risk.breaker.stored import KEY, RESET, request_reset
from custom_risk.settings import BreakerSettings
from custom_risk.state import RiskState, StateError

START = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path) -> RiskState:
    engine = create_engine(f"sqlite:///{tmp_path}/trades.sqlite")
    return RiskState(lambda: engine, "bot", "dry_run")


def _started(state: RiskState) -> tuple[Breaker, StoredBreaker]:
    breaker = Breaker(BreakerSettings())
    stored = StoredBreaker(breaker, state)
    stored.start()
    return breaker, stored


def test_a_halt_goes_on_after_a_kill_and_cools_down_from_its_trigger(state: RiskState) -> None:
    _started(state)[0].observe_slippage(0.5, START)

    breaker, _ = _started(state)

    assert breaker.state(START + timedelta(seconds=899)).level is Level.HALT
    assert breaker.state(START + timedelta(seconds=900)).level is Level.THROTTLE
    assert "0.50 %" in breaker.state(START).text


def test_the_row_of_failed_orders_goes_on_after_a_restart(state: RiskState) -> None:
    before, stored = _started(state)
    for _ in range(9):
        before.observe_order(True, START)
    stored.loop(START)

    breaker, _ = _started(state)
    breaker.observe_order(True, START)

    assert breaker.state(START).level is Level.SHUTDOWN


def test_a_shutdown_waits_for_a_person_over_restarts(state: RiskState) -> None:
    before, _ = _started(state)
    for _ in range(10):
        before.observe_order(True, START)
    breaker, stored = _started(state)
    stored.loop(START + timedelta(days=9))
    assert breaker.state(START + timedelta(days=9)).level is Level.SHUTDOWN

    request_reset(state, START)
    stored.loop(START + timedelta(days=9))

    assert breaker.state(START + timedelta(days=9)).level is Level.CLOSED
    assert state.load(RESET) is None
    assert _started(state)[0].state(START + timedelta(days=9)).level is Level.CLOSED


def test_a_request_for_a_reset_waits_for_the_next_start(state: RiskState) -> None:
    _started(state)[0].observe_drift("size differs", START)
    request_reset(state, START)

    breaker, stored = _started(state)
    stored.loop(START)

    assert breaker.state(START).level is Level.CLOSED


def test_a_breaker_that_never_opened_writes_nothing(state: RiskState) -> None:
    _, stored = _started(state)
    stored.loop(START)
    assert state.load(KEY) is None


def test_a_level_that_cannot_be_stored_still_counts_and_is_stored_later(
    state: RiskState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    breaker, stored = _started(state)
    with monkeypatch.context() as patch:
        patch.setattr(RiskState, "save", _locked)
        breaker.observe_slippage(0.5, START)
    assert breaker.state(START).level is Level.HALT
    assert "could not be stored" in caplog.text

    stored.loop(START)

    assert _started(state)[0].state(START).level is Level.HALT


def _locked(*_: object) -> None:
    raise StateError("the database is locked")


GOOD = {
    "level": "HALT",
    "quiet_since": START.isoformat(),
    "cause": "drift",
    "text": "size differs",
    "order_failures": 0,
}


@pytest.mark.parametrize(
    "changed",
    [{"level": "OPEN"}, {"quiet_since": "noon"}, {"order_failures": -1}, {"order_failures": "2"}],
)
def test_what_is_no_breaker_stops_the_start_and_is_named(
    state: RiskState, changed: dict[str, object]
) -> None:
    state.save(KEY, {**GOOD, **changed})
    with pytest.raises(StateError, match="'breaker' is no breaker"):
        _started(state)
