"""Sizing by the strength of the signal, number by number."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from custom_risk import load_settings
from custom_risk.inputs import RiskInputError
from custom_risk.regime import Regime
from custom_risk.sizing.strength import Strength

SizingBy = Callable[..., Any]

TABLE = [
    (0, "0.5", "1", "0.5"),
    (25, "0.875", "3.25", "2.84"),
    (50, "1.25", "5.5", "6.88"),
    (75, "1.625", "7.75", "12.6"),
    (100, "2.0", "10", "20"),
]


@pytest.mark.parametrize(("strength", "risk", "leverage", "notional"), TABLE)
def test_the_rule_gives_the_table(strength: int, risk: str, leverage: str, notional: str) -> None:
    model, s = Strength(load_settings(None)), Decimal(strength)
    assert model.risk_pct(s) == Decimal(risk)
    assert model.leverage_of(s) == Decimal(leverage)
    places = Decimal(1).scaleb(Decimal(notional).as_tuple().exponent)  # type: ignore[arg-type]
    assert abs(model.risk_pct(s) * model.leverage_of(s) - Decimal(notional)) <= places / 2


@pytest.mark.parametrize(
    ("strength", "leverage", "margin"),
    [(0, 1, "50"), (25, 3, "87.5"), (50, 5, "125"), (75, 7, "162.5"), (100, 10, "200")],
)
def test_an_entry_has_whole_leverage_and_the_risk_fraction_as_its_margin(
    sizing_by: SizingBy, strength: int, leverage: int, margin: str
) -> None:
    size = sizing_by("strength").sized({"strength": Decimal(strength)})
    assert (size.leverage, size.margin.amount) == (leverage, Decimal(margin))


def test_leverage_stays_under_the_regime_and_the_market(sizing_by: SizingBy) -> None:
    full = {"strength": Decimal(100)}
    twenty = sizing_by("strength", leverage={"max": 20})
    assert twenty.sized(full, regime=Regime.LOW).leverage == 20
    assert twenty.sized(full, regime=Regime.HIGH).leverage == 10
    assert twenty.sized(full, leverage=Decimal("7.5")).leverage == 7


def test_the_base_risk_scales_all_of_it(sizing_by: SizingBy) -> None:
    half = sizing_by("strength", {"base_risk_pct": 0.5}).sized()
    assert half.margin.amount * 2 == sizing_by("strength").sized().margin.amount


@pytest.mark.parametrize("strength", [None, Decimal("NaN"), Decimal("Infinity"), Decimal(101)])
def test_without_a_usable_strength_nothing_is_sized(
    sizing_by: SizingBy, strength: Decimal | None
) -> None:
    with pytest.raises(RiskInputError, match="usable strength"):
        sizing_by("strength")({"strength": strength})
