"""The day of the account outlives the process, also the one an older release kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from freqtrade.enums import RunMode
from freqtrade.persistence import KeyValueStore
from sqlalchemy.engine import Engine

from custom_risk.account import Day, Days
from custom_risk.state import RiskState, StateError, StoredDay

if TYPE_CHECKING:
    from tests.custom_risk.state.conftest import Database

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
OLD_KEY = "custom_risk_day_peak"


def test_a_day_is_read_back_to_the_last_digit(database: Database) -> None:
    day = Day(date(2026, 1, 5), Decimal("10000.10"), Decimal("10250.123456789012345678901"))
    StoredDay(database.state()).save(day)

    assert StoredDay(database.state()).load() == day


def test_a_restart_on_the_same_day_knows_its_start_and_its_peak(database: Database) -> None:
    before = Days(StoredDay(database.state()))
    before.observe(NOON, Decimal(10_000))
    before.observe(NOON, Decimal(11_000))

    day = Days(StoredDay(database.state())).observe(NOON, Decimal(10_500))

    assert day == Day(NOON.date(), Decimal(10_000), Decimal(11_000))


def test_a_peak_that_could_not_be_saved_is_saved_at_the_next_moment(
    file: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = StoredDay(file.state())
    days = Days(stored)
    days.observe(NOON, Decimal(10_000))
    with monkeypatch.context() as patch:
        patch.setattr(RiskState, "save", _locked)
        with pytest.raises(StateError):
            days.observe(NOON, Decimal(11_000))

    days.observe(NOON, Decimal(10_500))

    assert stored.load() == Day(NOON.date(), Decimal(10_000), Decimal(11_000))


def _locked(*_: object) -> None:
    raise StateError("the database is locked")


def test_a_peak_that_an_older_release_kept_counts_on(
    database: Database, bound: Callable[[], Engine]
) -> None:
    KeyValueStore.store_value(OLD_KEY, "2026-01-05 10250.5")
    state = RiskState.of({"runmode": RunMode.DRY_RUN, "bot_name": "bot"})
    state.open()

    day = StoredDay(state).load()

    assert day == Day(date(2026, 1, 5), Decimal("10250.5"), Decimal("10250.5"))
    assert KeyValueStore.get_string_value(OLD_KEY) is None
    assert StoredDay(database.state()).load() == day


@pytest.mark.parametrize("by_command", [True, False])
def test_an_older_peak_that_is_none_stops_the_start_until_it_is_removed(
    database: Database, bound: Callable[[], Engine], by_command: bool
) -> None:
    KeyValueStore.store_value(OLD_KEY, "soon high")

    state = RiskState.of({"runmode": RunMode.DRY_RUN})
    with pytest.raises(StateError, match=r"in the table KeyValueStore .* is no day") as raised:
        state.open()
    assert KeyValueStore.get_string_value(OLD_KEY) == "soon high"

    if by_command:
        assert state.forget("day")
    else:
        database.run(str(raised.value)[str(raised.value).index("DELETE") :])
    state.open()
    assert StoredDay(state).load() is None


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"date": "2026-01-05", "start": "1"},
        {"date": "5 January", "start": "1", "peak": "2"},
        {"date": "2026-01-05", "start": "1", "peak": "NaN"},
        {"date": "2026-01-05", "start": 1, "peak": "2"},
        {"date": "2026-01-05", "start": "0", "peak": "2"},
        {"date": "2026-01-05", "start": "3", "peak": "2"},
    ],
)
def test_what_is_no_day_is_refused_and_named(file: Database, value: dict[str, object]) -> None:
    state = file.state()
    state.save("day", value)

    with pytest.raises(StateError, match="'day' is no day"):
        StoredDay(state).load()
