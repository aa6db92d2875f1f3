"""Rules that follow hyperopt's parameters."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from custom_risk import RiskConfigError, load_settings
from custom_risk.rules import TunedRules


@dataclass
class Knob:
    value: Any = None


def test_a_parameter_starts_at_what_is_configured() -> None:
    knob = Knob(99)
    tuned = TunedRules(load_settings({"leverage": {"default": 4}}), {"leverage.default": knob})
    assert knob.value == 4
    assert tuned.current.settings.leverage.default == 4


def test_a_parameter_that_moves_moves_the_rule_and_nothing_else() -> None:
    knob = Knob()
    settings = load_settings({"sizing": {"margin_pct": 3}})
    tuned = TunedRules(settings, {"stops.trailing.distance_roi": knob})
    before = tuned.current
    assert tuned.current is before
    knob.value = 2.5
    assert tuned.current.settings.stops.trailing.distance_roi == Decimal("2.5")
    assert tuned.current.settings.sizing == settings.sizing
    assert tuned.current is tuned.current


def test_a_parameter_cannot_leave_the_allowed_range() -> None:
    knob = Knob()
    tuned = TunedRules(load_settings(None), {"sizing.margin_pct": knob})
    knob.value = 6
    with pytest.raises(RiskConfigError, match="margin_pct: 6 is outside"):
        _ = tuned.current


@pytest.mark.parametrize("path", ["portfolio.max_net_pct", "stops.policy", "stops.trailing.speed"])
def test_a_parameter_for_what_is_no_number_in_force_is_refused(path: str) -> None:
    with pytest.raises(RiskConfigError, match=f"custom_risk.{path} is no number or"):
        TunedRules(load_settings(None), {path: Knob()})
