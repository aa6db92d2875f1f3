"""The page on stops and exits against the policies it describes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from custom_risk import RiskSettings, load_settings
from custom_risk.exits import EXIT_POLICIES, Target
from custom_risk.position import Position
from custom_risk.roi import Roi
from custom_risk.settings import EmergencySettings
from custom_risk.side import Side
from custom_risk.signal import Climate, Signal
from custom_risk.stops import STOP_POLICIES
from custom_risk.trade_view import TradeView

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
FEE = Decimal("0.0006")
LONG = Position(Side.LONG, Decimal(60_000), Decimal(6), Decimal(1), FEE, FEE)
SAID = Signal(atr=Decimal(300), strength=Decimal(50))
TICK = Decimal("0.1")


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs" / "risk-exits.md").read_text(encoding="utf-8")


def rows_with(page: str, head: str) -> list[list[str]]:
    """Cells of the table with that head, without it."""
    lines = page[page.index(f"\n| {head} |") + 1 :].split("\n\n", maxsplit=1)[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def stops_of(words: str) -> dict[str, Any]:
    """Settings from the first cell of a row: the policy, then a key and its value."""
    policy, *pair = re.findall(r"`(\w+)`|(?<= )(\d+)", words)
    section: dict[str, Any] = {"policy": policy[0]}
    if pair:
        section[policy[0]] = {pair[0][0]: "".join(pair[1])}
    return section


def written(cell: str) -> Decimal:
    return Decimal(cell.replace(" ", ""))


def test_the_first_stops_and_targets_are_the_policies(page: str) -> None:
    rows = rows_with(page, "Stop | First stop | Target")
    assert {stops_of(row[0])["policy"] for row in rows} == set(STOP_POLICIES)
    for words, stop, target in rows:
        stops = stops_of(words)
        has_target = stops["policy"] in ("atr", "percent")
        exits = {"policy": "target"} if has_target else {}
        settings = load_settings({"stops": stops, "exits": exits})
        assert STOP_POLICIES[stops["policy"]](settings).first_stop(LONG, SAID) == written(stop)
        if has_target:
            assert Target(settings).price(LONG, SAID) == written(target)


def test_the_stops_on_the_way_are_the_policies(page: str) -> None:
    rows = rows_with(page, "Stop | Climate | Stop at 61 800")
    assert len(rows) == 8
    for words, climate, stop in rows:
        newest = partial(Signal, climate=Climate(climate.strip("`")) if climate else None)
        at = TradeView.at(LONG, Decimal(61_800), NOW, NOW)
        view = replace(at, entry=SAID, newest=newest)
        stops = stops_of(words)
        found = STOP_POLICIES[stops["policy"]](load_settings({"stops": stops})).stop_price(view)
        assert found.quantize(TICK) == written(stop), words


def test_the_take_profit_of_enygma_is_where_the_page_says(page: str) -> None:
    [target] = [row[2] for row in rows_with(page, "Stop | First stop | Target") if "roi_" in row[0]]
    assert LONG.price_at(Roi(RiskSettings().exits.take_profit_roi)).quantize(TICK) == written(
        target
    )


def test_the_hard_limit_is_where_the_page_says(page: str) -> None:
    far = Signal(atr=Decimal(6_000), strength=Decimal(0))
    settings = load_settings({"stops": {"policy": "atr"}})
    assert "The hard limit is at 59 000.0" in page
    assert STOP_POLICIES["atr"](settings).first_stop(LONG, far) == 59_000


def test_every_policy_but_enygmas_own_has_an_example_that_can_be_loaded(page: str) -> None:
    examples = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    loaded = [load_settings(json.loads("{" + each + "}")["custom_risk"]) for each in examples]
    assert {each.stops.policy for each in loaded} == STOP_POLICIES.keys() - {"roi_staircase"}
    assert {each.exits.policy for each in loaded} == EXIT_POLICIES.keys() - {"partial_roi"}


def test_the_settings_stand_there_with_their_defaults(page: str) -> None:
    settings = RiskSettings(emergency=EmergencySettings())
    checked = 0
    for key, default, _ in rows_with(page, "Key | Default | Range"):
        value = attrgetter(key.strip("`"))(settings)
        if default == "none":
            assert value is None or key == "`emergency`"
        elif not key.endswith("rungs`"):
            assert default.strip("`") == value or Decimal(default) == value, key
            checked += 1
    assert checked > 30
