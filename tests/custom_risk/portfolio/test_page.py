"""The page on the portfolio against what it describes."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from custom_risk import load_settings
from custom_risk.portfolio.exposure_limit import ExposureSettings
from custom_risk.portfolio.tables import GROUPS, SECTORS
from custom_risk.protections.limits_of import limits_of


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs" / "risk-portfolio.md").read_text(encoding="utf-8")


def test_the_example_can_be_loaded(page: str) -> None:
    [example] = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    portfolio = load_settings(json.loads("{" + example + "}")["custom_risk"]).portfolio
    assert portfolio is not None
    assert portfolio.max_heat_pct == 2
    assert portfolio.sectors["SOL"] == portfolio.sectors["SUI"]


def test_the_protection_of_the_example_can_be_built(page: str) -> None:
    [example] = re.findall(r"```python\nprotections = (.*?)```", page, re.DOTALL)
    [limit] = limits_of(ast.literal_eval(example))
    assert str(limit) == "exposure at most 120 % of equity, net exposure at most 90 % of equity"


def test_every_key_has_its_row(page: str) -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \| ([^|]*) \|", page, re.MULTILINE)
    documented = dict(rows)
    portfolio = load_settings({"portfolio": {}}).portfolio
    assert portfolio is not None
    for key, value in portfolio.model_dump(exclude={"correlation", "groups", "sectors"}).items():
        assert documented[f"portfolio.{key}"] == ("null" if value is None else str(value))
    for key, value in portfolio.correlation.model_dump().items():
        assert documented[f"portfolio.correlation.{key}"] == str(value)
    assert set(ExposureSettings.model_fields) <= set(documented)


def test_the_built_in_sectors_and_groups_are_named(page: str) -> None:
    assert all(f"`{sector}`" in page for sector in SECTORS.values())
    assert set(GROUPS.values()) == {"crypto", "metal"}
