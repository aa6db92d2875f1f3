"""Settings and what is said about wrong ones."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from custom_risk import RiskConfigError, load_settings


@pytest.mark.parametrize("section", [None, {}])
def test_without_a_section_the_canon_holds(section: dict[str, Any] | None) -> None:
    settings = load_settings(section)
    assert settings.sizing.margin_pct == 2
    assert (settings.leverage.default, settings.leverage.max) == (6, 10)
    assert settings.stops.initial_roi == 6
    assert settings.stops.hard_limit_roi == 10
    assert settings.exits.take_profit_roi == 15
    assert settings.limits.max_open_positions == 5
    assert settings.limits.max_daily_drawdown_pct == 3
    steps = [
        (float(each.reached_roi), float(each.locked_roi)) for each in settings.stops.milestones
    ]
    assert steps == [(1, 0.2), (2, 0.8), (3, 1.5), (4, 2.5), (6, 4), (8, 6)]
    slices = [(float(each.roi), float(each.percent)) for each in settings.exits.partial_exits]
    assert slices == [(4, 25), (8, 25), (12, 25)]


def test_floats_of_a_configuration_are_taken_as_written() -> None:
    assert load_settings({"sizing": {"margin_pct": 0.1}}).sizing.margin_pct == Decimal("0.1")


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings(None).sizing.margin_pct = Decimal(5)  # type: ignore[misc]


BAD_VALUES = [
    ({"sizing": {"margin_pct": 7}}, "custom_risk.sizing.margin_pct: 7 is outside 0.1 … 5"),
    ({"sizing": {"margin_pct": float("nan")}}, "custom_risk.sizing.margin_pct: nan is outside"),
    ({"sizing": {"margin_pct": float("inf")}}, "custom_risk.sizing.margin_pct: inf is outside"),
    ({"sizing": {"margin_pct": True}}, "custom_risk.sizing.margin_pct: True cannot be used"),
    ({"sizing": {"margin_pct": None}}, "custom_risk.sizing.margin_pct: None cannot be used"),
    ({"sizing": {"margin_pct": "much"}}, "a number in 0.1 … 5 is wanted"),
    ({"leverage": {"default": 6.5}}, "a whole number in 1 … 10 is wanted"),
    ({"leverage": {"default": 11}}, "custom_risk.leverage.default: 11 is outside 1 … 10"),
    ({"limits": {"min_margin_pct": 0}}, "custom_risk.limits.min_margin_pct: 0 is outside above 0"),
    ({"sizng": {}}, "custom_risk.sizng: there is no such key, the keys here are sizing, leverage"),
    ({"sizing": {"margin_pc": 1}}, "confidence_table, did you mean margin_pct?"),
    ({"sizing": {"model": "kelley"}}, "strength, did you mean kelly?"),
    ({"stops": [1]}, "stops: [1] cannot be used, a section of keys and values is wanted"),
    ({"sizing": None}, "sizing: None cannot be used, a section of keys and values is wanted"),
    ({"stops": {"milestones": 3}}, "milestones: 3 cannot be used, a list is wanted"),
    ({"stops": {"trailing": {"roi": 1}}}, "the keys here are activation_roi, distance_roi"),
    ({"exits": {"partial_exits": [{"roi": 4}]}}, "exits.partial_exits.0.percent: missing"),
    ({"exits": {"partial_exits": [{"roi": 4, "pct": 2}]}}, "the keys here are roi, percent"),
    ({"exits": {"partial_exits": 3}}, "custom_risk.exits.partial_exits: 3 cannot be used"),
    (
        {"sizing": {"model": "martingale"}},
        "sizing.model: 'martingale' is none of confidence_table, edge",
    ),
    (
        {"stops": {"policy": "hope"}},
        "stops.policy: 'hope' is none of atr, dynamic, ladder, percent, roi_staircase",
    ),
    ({"exits": {"policy": "hope"}}, "'hope' is none of dynamic, ladder, partial_roi, target"),
    ({"exits": {"policy": "target"}}, "target goes with stops.policy atr or percent, not with roi"),
    (
        {"exits": {"policy": "ladder", "take_profit_roi": 20}},
        "take_profit_roi: only the policy partial_roi has this, and the policy is ladder",
    ),
    ({"exits": {"ladder": {"rungs": []}}}, "custom_risk.exits.ladder.rungs"),
    (
        {"exits": {"ladder": {"rungs": [{"move_pct": 1, "percent": 60}] * 2}}},
        "rungs do not increase",
    ),
    (
        {
            "exits": {
                "ladder": {
                    "rungs": [{"move_pct": 1, "percent": 60}, {"move_pct": 2, "percent": 60}]
                }
            }
        },
        "rungs sell 120 percent of the position, over 100",
    ),
    (
        {"exits": {"dynamic": {"oversold_rsi": 70, "overbought_rsi": 30}}},
        "oversold_rsi 70 is not below overbought_rsi 30",
    ),
    ({"stops": {"atr": {"less_at_full_strength_atr": 1}}}, "leaves no distance at full strength"),
    ({"stops": {"dynamic": {"distance_pct": {"calm": 1}}}}, "keys here are trend, range, chop"),
    ({"stops": {"atr": {"cap_pct": 0}}}, "stops.atr.cap_pct: 0 is outside above 0 … 50"),
    ({"emergency": {"max_open_loss_pct": 0}}, "max_open_loss_pct: 0 is outside above 0 … 100"),
    (
        {"stops": {"atr": {"by": "hope"}}},
        "stops.atr.by: 'hope' cannot be used, 'strength' or 'band' is wanted",
    ),
]


@pytest.mark.parametrize(("section", "message"), BAD_VALUES)
def test_a_bad_value_is_named_with_its_range(section: dict[str, Any], message: str) -> None:
    with pytest.raises(RiskConfigError) as caught:
        load_settings(section)
    assert message in str(caught.value)


def _slices(*pairs: tuple[float, float]) -> list[dict[str, float]]:
    return [{"roi": roi, "percent": percent} for roi, percent in pairs]


def _steps(*pairs: tuple[float, float]) -> list[dict[str, float]]:
    return [{"reached_roi": reached, "locked_roi": locked} for reached, locked in pairs]


IMPOSSIBLE = [
    ({"leverage": {"default": 8, "max": 5}}, "default 8 is above max 5"),
    ({"limits": {"min_margin_pct": 3, "max_margin_pct": 2}}, "min_margin_pct 3 is above"),
    ({"limits": {"max_margin_pct": 1}}, "sizing.margin_pct 2.0 is above"),
    ({"stops": {"hard_limit_roi": 5}}, "hard_limit_roi 5 is tighter than initial_roi"),
    ({"stops": {"initial_roi": 0.1}}, "leaves nothing after two taker fees"),
    ({"stops": {"milestones": _steps((2, 1), (1, 0.5))}}, "milestones do not increase"),
    ({"stops": {"milestones": _steps((2, 1), (3, 0.5))}}, "milestones do not increase"),
    ({"stops": {"milestones": _steps((1, 1))}}, "locked_roi 1 is not below reached_roi 1"),
    ({"exits": {"partial_exits": _slices((4, 60), (8, 60))}}, "sell 120 percent"),
    ({"exits": {"partial_exits": _slices((8, 20), (4, 20))}}, "do not increase in roi"),
    ({"exits": {"partial_exits": _slices((15, 20))}}, "is never reached"),
    (
        {
            "stops": {"break_even": {"activation_roi": 15}},
            "exits": {"partial_exits": []},
        },
        "break_even moves at roi 15, not below",
    ),
]


@pytest.mark.parametrize(("section", "message"), IMPOSSIBLE)
def test_values_that_cannot_hold_together_are_refused(
    section: dict[str, Any], message: str
) -> None:
    with pytest.raises(RiskConfigError) as caught:
        load_settings(section)
    assert message in str(caught.value)


def test_everything_wrong_is_named_at_once() -> None:
    with pytest.raises(RiskConfigError) as caught:
        load_settings({"sizing": {"margin_pct": 7}, "leverage": {"default": 0}})
    assert "margin_pct" in str(caught.value)
    assert "leverage.default" in str(caught.value)


def test_a_section_that_is_no_section_is_refused() -> None:
    with pytest.raises(RiskConfigError, match="not a section"):
        load_settings([1])  # type: ignore[arg-type]  # the point of the test
