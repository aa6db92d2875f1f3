"""Trades that went bad since the evidence was measured take it away, until it is measured again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from custom_risk.evidence.words import told
from custom_risk.inputs import RiskInputError
from custom_risk.state import StateError

from .conftest import BTC, NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import GateBench

QUARTER, FULL = Decimal("0.25"), Decimal(1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LOSSES = [-10.0] * 20
"""Ten in a row, and no winner among twenty: entries pause."""


@pytest.fixture
def traded(gates: GateBench, closed_trades: Callable[..., list[Any]]) -> GateBench:
    """A bot whose trades of one day in January went bad, measured up to the end of December."""
    gates.book.trades = closed_trades(*LOSSES)
    return gates


def _last(gates: GateBench) -> Any:
    return gates.book.trades[-1].closed


def test_evidence_from_before_counts_no_more(traded: GateBench) -> None:
    traded.write(end=_last(traded) - HOUR)
    gate = traded.gate()
    assert gate.multiplier(BTC, NOW) == QUARTER
    assert "the latest trades were bad at 2026-01-06 10:30 UTC" in told(gate.standing)
    assert "over 20 trades" in told(gate.standing)


def test_evidence_that_measured_those_days_too_counts_again(traded: GateBench) -> None:
    traded.write(end=_last(traded) + HOUR)
    assert traded.share() == FULL


def test_a_new_file_about_old_days_does_not_mend_it(traded: GateBench) -> None:
    traded.write(end=_last(traded) - HOUR, made_at=NOW.isoformat())
    assert traded.share() == QUARTER


def test_the_very_next_entry_is_smaller_and_it_is_told_once(
    gates: GateBench, closed_trades: Callable[..., list[Any]]
) -> None:
    bad = closed_trades(*LOSSES, -10.0)
    gates.book.trades = []
    gates.write(end=bad[0].opened - DAY)
    gate = gates.gate()
    now = bad[-2].closed + timedelta(seconds=1)
    assert gate.multiplier(BTC, now - HOUR) == FULL
    gates.book.trades = bad[:-1]
    assert gate.multiplier(BTC, now) == QUARTER
    gate.loop(now)
    gates.book.trades = bad
    gate.loop(now + HOUR)
    assert [each.details["size"] for each in gates.events] == ["exploration"]


def test_another_process_remembers_although_the_trades_got_better(
    traded: GateBench, closed_trades: Callable[..., list[Any]]
) -> None:
    traded.write(end=_last(traded) - HOUR)
    assert traded.share() == QUARTER
    traded.book.trades = closed_trades(*[10.0] * 20)
    assert traded.share() == QUARTER


def test_what_cannot_be_stored_counts_all_the_same_and_is_stored_later(
    traded: GateBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    traded.write(end=_last(traded) - HOUR)
    gate = traded.gate()

    def locked(*_: object) -> None:
        raise StateError("the database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(traded.state, "save", locked)
        gate.loop(NOW)
        assert gate.multiplier(BTC, NOW) == QUARTER
        assert traded.state.load("degraded") is None
    gate.loop(NOW + HOUR)
    assert traded.state.load("degraded") is not None


@pytest.mark.parametrize(
    "value", [{}, {"at": "yesterday", "text": ""}, {"at": "2026-01-01T00:00:00", "text": ""}]
)
def test_a_damaged_memory_stops_the_start(gates: GateBench, value: dict[str, str]) -> None:
    gates.state.save("degraded", value)
    with pytest.raises(StateError, match=r"'degraded' is no trip"):
        gates.gate()


def test_trades_that_cannot_be_judged_stop_the_entry(traded: GateBench) -> None:
    traded.write()
    gate = traded.gate()
    gate._trip._account._wallet = lambda: None
    with pytest.raises(RiskInputError):
        gate.multiplier(BTC, NOW)
