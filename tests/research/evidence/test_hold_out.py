"""Days that no choice may be made on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.research.evidence.hold_out import count_look, declare, require_untouched
from enygma.research.evidence.ledger import Ledger, LedgerEntry
from enygma.research.evidence.span import Span
from enygma.research.refusal import RequestError

HELD = Span("20260101", "20260301")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """A ledger with a hold-out of one strategy."""
    made = Ledger(tmp_path / "ledger.jsonl")
    assert declare(made, "Mine", HELD)
    return made


def test_each_look_is_counted(ledger: Ledger) -> None:
    assert count_look(ledger, "Mine", Span("20250101", "20260115"), "a") == 1
    assert count_look(ledger, "Mine", Span("20260201", "20260401"), "b") == 2


def test_other_days_and_other_strategies_are_no_look(ledger: Ledger) -> None:
    assert count_look(ledger, "Mine", Span("20250101", "20260101"), "a") == 0
    assert count_look(ledger, "Other", HELD, "a") == 0
    assert count_look(ledger, "Mine", HELD, "a") == 1


def test_training_on_it_is_refused_with_both_ranges(ledger: Ledger) -> None:
    training = Span("20250601", "20260102")
    with pytest.raises(
        RequestError, match=r"20250601-20260102 reaches into the hold-out 20260101-20260301 of Mine"
    ):
        require_untouched(ledger, "Mine", training)
    require_untouched(ledger, "Mine", Span("20250601", "20260101"))
    require_untouched(ledger, "Other", training)


def test_declaring_it_again_changes_nothing(ledger: Ledger) -> None:
    assert not declare(ledger, "Mine", HELD)
    assert len(ledger.entries()) == 1


@pytest.mark.parametrize("kind", ["hyperopt", "walk-forward"])
def test_days_that_a_search_has_seen_cannot_be_held_out(ledger: Ledger, kind: str) -> None:
    ledger.append(LedgerEntry(kind, "Mine", "20250101", "20250601", "x", trials=5))
    with pytest.raises(RequestError, match=f"a {kind} searched parameters on 20250101-20250601"):
        declare(ledger, "Mine", Span("20250501", "20250701"))
    assert declare(ledger, "Other", Span("20250501", "20250701"))


@pytest.mark.parametrize("text", ["2026", "20260101-", "20260231-20260301", "a-b", ""])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="write it as 20260101-20260301"):
        Span.parse(text)


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(RequestError, match="ends before it begins"):
        Span.parse("20260301-20260101")


@given(
    st.datetimes(pd.Timestamp("2020-01-01"), pd.Timestamp("2030-01-01")),
    st.timedeltas(pd.Timedelta(0), pd.Timedelta(days=900)),
)
def test_days_between_two_moments_hold_both(start: pd.Timestamp, length: pd.Timedelta) -> None:
    span = Span.between(start, start + length)
    assert span.start <= start.strftime("%Y%m%d") < span.end
    last = start + length - pd.Timedelta(microseconds=1)
    assert max(last, start).strftime("%Y%m%d") < span.end
