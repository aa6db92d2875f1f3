"""The newest equity is there for whoever looks, without a write in every loop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from custom_risk.state import StateError, StoredEquity

if TYPE_CHECKING:
    from tests.custom_risk.state.conftest import Database

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def test_it_is_written_once_a_minute(file: Database) -> None:
    stored = StoredEquity(file.state())
    stored.note(NOON, Decimal(100))
    stored.note(NOON + timedelta(seconds=59), Decimal(90))
    assert StoredEquity(file.state()).load() == stored.load()

    stored.note(NOON + timedelta(seconds=60), Decimal("80.5"))

    seen = StoredEquity(file.state()).load()
    assert seen is not None
    assert (seen.equity, seen.at) == (Decimal("80.5"), NOON + timedelta(seconds=60))


def test_a_clock_that_is_set_back_does_not_keep_it_from_being_written(file: Database) -> None:
    stored = StoredEquity(file.state())
    stored.note(NOON, Decimal(100))
    stored.note(NOON - timedelta(hours=1), Decimal(90))

    seen = stored.load()
    assert seen is not None
    assert seen.equity == Decimal(90)


def test_what_is_no_equity_is_refused_and_named(file: Database) -> None:
    state = file.state()
    state.save("equity", {"equity": "much", "at": "2026-01-05T12:00:00+00:00"})

    with pytest.raises(StateError, match="'equity' is no equity"):
        StoredEquity(state).load()
