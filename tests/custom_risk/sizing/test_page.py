"""The page on sizing against the models it describes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from custom_risk import RiskSettings, load_settings
from custom_risk.sizing import SIZING_MODELS
from custom_risk.sizing.table import sizing_table

SizingBy = Callable[..., Any]


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs" / "risk-sizing.md").read_text(encoding="utf-8")


def rows_under(page: str, heading: str) -> list[list[str]]:
    """Cells of the first table after a heading, without its head."""
    section = page[page.index(f"\n## {heading}\n") :]
    [lines] = re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE)[:1]
    return [[cell.strip() for cell in line.strip("|\n").split("|")] for line in lines.splitlines()][
        2:
    ]


def test_each_model_beside_enygmas_own_has_an_example_that_sizes(
    page: str, sizing_by: SizingBy
) -> None:
    examples = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    sections = [json.loads("{" + each + "}")["custom_risk"] for each in examples]
    models = [section["sizing"]["model"] for section in sections]
    assert sorted(models) == sorted(SIZING_MODELS.keys() - {"fixed_fraction"})
    for section in sections:
        sizing = section.pop("sizing")
        desk = sizing_by(sizing["model"], sizing.get(sizing["model"]), **section)
        assert desk.sized().notional > 0


def test_the_settings_stand_there_with_their_defaults(page: str) -> None:
    settings = RiskSettings()
    written = {"true": True, "false": False, "null": None}
    for key, default, *_ in rows_under(page, "Settings"):
        value = attrgetter(key.strip("`"))(settings)
        if default != "the table above":
            assert value == (written[default] if default in written else Decimal(default)), key


def test_the_table_of_strength_is_what_the_model_does(page: str) -> None:
    written = rows_under(page, "`strength`")
    computed = sizing_table(load_settings({"sizing": {"model": "strength"}}), Decimal(10_000))
    assert len(written) == len(computed)
    for cells, row in zip(written, computed, strict=True):
        shown = [float(str(each)) for each in list(row.values())[:4]]
        assert shown == pytest.approx([float(each) for each in cells], rel=0.002)


def test_the_bands_are_the_configured_ones(page: str) -> None:
    written = rows_under(page, "`confidence_table`")
    bands = RiskSettings().sizing.confidence_table.bands
    for cells, band in zip(written, bands, strict=True):
        assert Decimal(cells[0].split(" … ")[0]) == band.from_pct
        assert [Decimal(each) for each in cells[1:]] == [
            band.leverage,
            band.volatile_leverage,
            band.risk_pct,
            band.max_notional_pct,
        ]
