"""The page on limits against what it describes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from freqtrade.strategy import DecimalParameter, IStrategy
from pydantic import BaseModel

from custom_risk.limits.daily_drawdown import DrawdownSettings
from custom_risk.limits.degradation_settings import DegradationSettings, Levels
from custom_risk.limits.session import SessionSettings
from custom_risk.protections.limits_of import limits_of
from custom_risk.risk_managed import RiskManaged
from custom_risk.settings.wording import RiskConfigError


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs" / "risk-limits.md").read_text(encoding="utf-8")


def blocks(page: str, kind: str) -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    return [text for language, text in fenced if language == kind]


def test_the_list_of_protections_can_be_used(page: str) -> None:
    names: dict[str, Any] = {}
    exec(blocks(page, "python")[0], names)  # noqa: S102 - our own page
    assert len(limits_of(names["protections"])) == 6


def test_the_strategy_with_a_parameter_can_be_used(page: str) -> None:
    names: dict[str, Any] = {
        "RiskManaged": RiskManaged,
        "IStrategy": IStrategy,
        "DecimalParameter": DecimalParameter,
    }
    exec(blocks(page, "python")[1], names)  # noqa: S102 - our own page
    strategy = names["MyStrategy"]
    listed = strategy.protections.fget(strategy)
    assert "at most 200 or 3 % lost a day" in map(str, limits_of(listed))


def test_every_message_of_a_refusal_is_what_is_said(page: str) -> None:
    wrong: list[dict[str, Any]] = [{"max_daily_loss": -5}, {"cooldown_minutes": 5}]
    told = blocks(page, "")[-1].splitlines()
    for terms, expected in zip(wrong, told, strict=True):
        with pytest.raises(RiskConfigError) as raised:
            limits_of([{"method": "SessionLimit"} | terms])
        assert str(raised.value) == expected


@pytest.mark.parametrize("settings", [SessionSettings, DrawdownSettings, DegradationSettings])
def test_every_key_is_described_with_its_default(page: str, settings: type[BaseModel]) -> None:
    for name, field in settings.model_fields.items():
        assert f"`{name}`" in page, name
        rows = [each for each in page.splitlines() if each.startswith(f"| `{name}`")]
        assert not rows or any(said(field.default) in each for each in rows), name


def said(default: object) -> str:
    """A default as the page writes it."""
    if isinstance(default, Levels):
        return f"first {default.first}, second {default.second}"
    return "null" if default is None else f"{default}".removesuffix(".0")
