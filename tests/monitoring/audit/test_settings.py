"""The key `enygma.audit`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from freqtrade.exceptions import OperationalException

from enygma.monitoring.audit.settings import KEYS, RANGES, AuditSettings


def settings_of(audit: Any, **config: Any) -> AuditSettings:
    """The settings of a configuration with this key."""
    return AuditSettings.of({"user_data_dir": "/bots/one", "enygma": {"audit": audit}} | config)


@pytest.mark.parametrize("config", [{}, {"enygma": None}, {"enygma": {"audit": True}}])
def test_the_trail_is_on_unless_it_is_switched_off(config: dict[str, Any]) -> None:
    found = AuditSettings.of(config | {"user_data_dir": "/bots/one"})
    assert found.folder == Path("/bots/one/logs/audit")
    assert found.message_minutes > 0


def test_false_switches_everything_off() -> None:
    found = settings_of(False)
    assert (found.folder, found.message_minutes, found.metrics_file) == (None, 0, None)


def test_without_a_user_directory_nothing_can_be_written() -> None:
    assert AuditSettings.of({}).folder is None


def test_every_key_is_read(tmp_path: Path) -> None:
    numbers = {name: low for name, (low, _) in RANGES.items()}
    found = settings_of({"folder": str(tmp_path), "metrics_file": "/m/bot.prom", **numbers})
    assert found == AuditSettings(folder=tmp_path, metrics_file=Path("/m/bot.prom"), **numbers)
    assert set(KEYS) == {*numbers, "folder", "metrics_file"}


@pytest.mark.parametrize(
    ("audit", "said"),
    [
        ("on", r"enygma\.audit must be false or a section of keys"),
        ({"path": "x"}, r"enygma\.audit\.path: there is no such key, the keys here are folder"),
        ({"keep_days": 0}, r"enygma\.audit\.keep_days must be a whole number in 1 … 3650, not 0"),
        ({"max_mb": True}, r"enygma\.audit\.max_mb must be a whole number in 1 … 10000, not True"),
        ({"repeat_minutes": 1.5}, r"enygma\.audit\.repeat_minutes must be a whole number"),
        ({"message_minutes": -1}, r"enygma\.audit\.message_minutes must be .* 0 … 1440, not -1"),
        ({"folder": ""}, r"enygma\.audit\.folder must be a path, not ''"),
        ({"metrics_file": 3}, r"enygma\.audit\.metrics_file must be a path, not 3"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(audit: Any, said: str) -> None:
    with pytest.raises(OperationalException, match=said):
        settings_of(audit)


def test_a_section_that_is_none_is_refused() -> None:
    with pytest.raises(OperationalException, match="enygma must be a section of keys"):
        AuditSettings.of({"enygma": "audit"})
