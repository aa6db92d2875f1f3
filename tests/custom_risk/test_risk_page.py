"""The page on risk against the settings it describes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from custom_risk import RiskSettings, load_settings
from custom_risk.events import Reason


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs" / "risk.md").read_text(encoding="utf-8")


def keys_of(section: BaseModel, path: str = "") -> Iterator[str]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from keys_of(value, f"{path}{name}.")
        else:
            yield path + name


def test_every_key_of_the_settings_has_its_row(page: str) -> None:
    documented = set(re.findall(r"^\| `([a-z_.A-Z]+)`", page, re.MULTILINE))
    keys = set(keys_of(RiskSettings()))
    regimes = {key for key in keys if key.endswith((".MEDIUM", ".HIGH"))}
    assert keys - regimes <= documented


def test_every_reason_is_explained(page: str) -> None:
    assert all(f"`{reason}`" in page for reason in Reason)


def test_the_example_can_be_loaded(page: str) -> None:
    [example] = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    settings = load_settings(json.loads("{" + example + "}")["custom_risk"])
    assert settings.leverage.default == 3
