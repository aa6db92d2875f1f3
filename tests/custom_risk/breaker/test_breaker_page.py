"""The page says what the code does: its examples load, its defaults and keys are the real ones."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from custom_risk.breaker.stored import KEY, RESET
from custom_risk.configuration import load_settings
from custom_risk.protections.limits_of import limits_of
from custom_risk.settings import BreakerSettings
from custom_risk.state.entry_signal import KEY as ENTRY_SIGNAL
from custom_risk.state.equity import KEY as EQUITY
from custom_risk.state.table import NAME
from custom_risk.state.versions import DAY


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs/risk-breaker.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def examples(page: str) -> list[dict[str, Any]]:
    return [json.loads(each) for each in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]


def test_every_section_on_the_page_loads(examples: list[dict[str, Any]]) -> None:
    sections = [each["custom_risk"] for each in examples if "custom_risk" in each]
    assert len(sections) == 2
    assert all(load_settings(each).breaker == BreakerSettings() for each in sections)


def test_the_full_section_names_every_setting(examples: list[dict[str, Any]]) -> None:
    full = examples[1]["custom_risk"]["breaker"]
    assert set(full) == set(BreakerSettings.model_fields)
    for name, value in full.items():
        if isinstance(value, dict):
            assert set(value) == set(type(getattr(BreakerSettings(), name)).model_fields)


def test_the_protection_on_the_page_can_be_listed(examples: list[dict[str, Any]]) -> None:
    listed = [each for each in examples if "method" in each]
    assert len(limits_of(listed)) == 2


def test_the_keys_of_the_table_are_all_named(page: str) -> None:
    assert NAME in page
    for key in (DAY, KEY, RESET, EQUITY, ENTRY_SIGNAL):
        assert f"`{key}`" in page
