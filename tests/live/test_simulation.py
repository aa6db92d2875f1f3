"""The simulation itself: deterministic, and nothing violated in a small set."""

from __future__ import annotations

import pytest

from .simulation.fleet import outcomes
from .simulation.kills import kill_again_and_again
from .simulation.scenario import Risk

SEED = 102
"""Entries and exits rest in the book, five deaths in three hours."""
PATIENT_SEED = 22
"""Entries wait and follow the market; two partial fills and a death."""
GUARDED_SEED = 109
"""Trades and a death under every rule; in many a rough hour the circuit breaker lets none in."""
HOURS = 1.0
ROUGH = 5.0


@pytest.mark.slow
def test_a_rough_night_leaves_nothing_violated_and_is_the_same_again() -> None:
    first, again = outcomes([SEED, SEED], HOURS, ROUGH)
    assert [each.text for each in first.violations] == []
    assert first.fills > 0
    assert first.restarts > 0
    assert first.digest == again.digest


@pytest.mark.slow
def test_under_every_rule_of_risk_it_is_the_same_again_too() -> None:
    first, again = outcomes([GUARDED_SEED, GUARDED_SEED], HOURS, ROUGH, jobs=2, risk=Risk.FULL)
    assert [each.text for each in first.violations] == []
    assert first.fills > 0
    assert (first.digest, first.tripped) == (again.digest, again.tripped)


@pytest.mark.slow
def test_entries_that_wait_leave_no_lot_without_a_stop_for_a_moment() -> None:
    (outcome,) = outcomes([PATIENT_SEED], HOURS, ROUGH, risk=Risk.PATIENT)
    assert [each.text for each in outcome.violations] == []
    assert outcome.fills > 0
    assert outcome.uncovered_ms == 0


@pytest.mark.slow
def test_a_process_that_is_killed_again_and_again_leaves_nothing_behind() -> None:
    report = kill_again_and_again(seed=1, kills=2)
    assert report.violations == ()
    assert report.fills > 0
