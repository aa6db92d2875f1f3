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


@pytest.fixture(scope="module")
def pages(repo_root: Path) -> str:
    """The page and those that go deeper."""
    paths = sorted((repo_root / "docs").glob("risk*.md"))
    return "".join(each.read_text(encoding="utf-8") for each in paths)


def keys_of(section: BaseModel, path: str = "") -> Iterator[str]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from keys_of(value, f"{path}{name}.")
        else:
            yield path + name


def test_every_key_of_the_settings_has_its_row(pages: str) -> None:
    documented = set(re.findall(r"^\| `([a-z_.A-Z]+)`", pages, re.MULTILINE))
    keys = set(keys_of(RiskSettings()))
    regimes = {key for key in keys if key.endswith((".MEDIUM", ".HIGH"))}
    assert keys - regimes <= documented


def test_every_reason_is_explained(pages: str) -> None:
    assert [reason for reason in Reason if f"`{reason}`" not in pages] == []


def test_the_example_can_be_loaded(page: str) -> None:
    [example] = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    settings = load_settings(json.loads("{" + example + "}")["custom_risk"])
    assert settings.leverage.default == 3
