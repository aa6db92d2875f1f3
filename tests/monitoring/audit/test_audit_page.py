"""The page on the audit trail against what it describes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from custom_risk.events import Reason
from enygma import cli
from enygma.monitoring.audit.record import AuditRecord
from enygma.monitoring.audit.settings import KEYS, RANGES, AuditSettings
from enygma.monitoring.metrics_file import TOLD

from .conftest import event


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs" / "audit.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The examples of a language."""
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def test_the_example_of_a_line_is_one(page: str) -> None:
    line = blocks(page, "json")[0]
    assert AuditRecord.model_validate_json(line).line().decode() == line
    fields = set(re.findall(r"`([a-z]+)`", page.split("| Field |", 1)[1].split("\n\n", 1)[0]))
    assert set(AuditRecord.model_fields) <= fields


def test_the_example_of_the_settings_can_be_used(page: str) -> None:
    found = AuditSettings.of(json.loads(blocks(page, "json")[1]) | {"user_data_dir": "user_data"})
    assert (found.max_mb, found.keep_days) == (20, 365)


def test_every_key_has_its_row_with_its_default_and_its_range(page: str) -> None:
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", page, re.MULTILINE))
    assert set(KEYS) <= set(rows)
    for name, (low, high) in RANGES.items():
        assert rows[name].startswith(f"`{getattr(AuditSettings(None), name)}` |")
        assert re.search(rf"\b{low}\b.*\b{high}$", rows[name]), rows[name]


def test_every_number_for_prometheus_is_named(page: str) -> None:
    assert all(f"`{name}`" in page for name in TOLD)


def test_the_example_of_a_listener_counts(page: str) -> None:
    (example,) = blocks(page, "python")
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 - the page's own example
    names["events"].emit(event(Reason.EXPOSURE_LIMIT))
    names["events"].emit(event(Reason.ENTERED, trade=1))
    assert names["refused"] == {"EXPOSURE_LIMIT": 1}


def test_every_option_of_the_command_is_on_the_page(
    page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["audit", "--help"])
    options = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help", "--datadir"}
    assert all(option in page for option in options), options
