"""The settings in force are there for whoever looks, to the last digit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from custom_risk.configuration import load_settings
from custom_risk.state import SeenSettings, StateError, StoredSettings

if TYPE_CHECKING:
    from tests.custom_risk.state.conftest import Database

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "section",
    [
        {},
        {
            "sizing": {"model": "kelly", "margin_pct": "1.23456789012345678"},
            "portfolio": {"groups": {"ETH": "MINE"}, "max_heat_pct": 3},
            "emergency": {},
            "breaker": {"latency_s": {"alert": 0.1}},
        },
    ],
)
def test_they_are_read_as_they_were_stored(database: Database, section: dict[str, Any]) -> None:
    seen = SeenSettings(load_settings(section), "Mine", NOON)
    StoredSettings(database.state()).save(seen)
    assert StoredSettings(database.state()).load() == seen
    assert StoredSettings(database.state("another")).load() is None


@pytest.mark.parametrize(
    "value",
    [
        {"strategy": "Mine", "at": NOON.isoformat(), "settings": {"sizes": {}}},
        {"strategy": "Mine", "at": "noon", "settings": {}},
        {"settings": {}},
    ],
)
def test_what_is_none_is_refused_and_named(file: Database, value: dict[str, Any]) -> None:
    state = file.state()
    state.save("settings", value)
    with pytest.raises(StateError, match=r"'settings' holds no settings .*--forget settings"):
        StoredSettings(state).load()
