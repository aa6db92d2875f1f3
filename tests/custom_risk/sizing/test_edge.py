"""Sizing by the edge of the signal, number by number."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from custom_risk.events import Reason
from custom_risk.inputs import RiskInputError
from custom_risk.margin import Notional

SizingBy = Callable[..., Any]


def edge(amount: str) -> dict[str, Decimal]:
    return {"confidence": Decimal("0.5") + Decimal(amount)}


@pytest.mark.parametrize(
    ("amount", "notional"),
    [("0.01", 25), ("0.055", "62.5"), ("0.10", 100), ("0.3", 100), ("0.5", 100)],
)
def test_the_notional_rises_from_half_to_twice_the_base(
    sizing_by: SizingBy, amount: str, notional: str
) -> None:
    size = sizing_by("edge").sized(edge(amount))
    assert size.leverage == 6
    assert size.notional == pytest.approx(Decimal(notional))


@pytest.mark.parametrize("amount", ["0.0099", "0", "-0.2"])
def test_a_smaller_edge_is_not_traded(sizing_by: SizingBy, amount: str) -> None:
    refused = sizing_by("edge").refused(edge(amount))
    assert refused.reason is Reason.EDGE_TOO_SMALL
    assert refused.details["edge"] == max(Decimal(0), Decimal(amount))


@pytest.mark.parametrize(("equity", "notional"), [(1_000, 10), (50_000, 500), (200_000, 500)])
def test_the_notional_stays_between_ten_and_five_hundred(
    sizing_by: SizingBy, equity: int, notional: int
) -> None:
    size = sizing_by("edge").sized(edge("0.10"), equity=Decimal(equity))
    assert size.notional == pytest.approx(Decimal(notional))


def test_a_pair_gets_what_is_left_of_its_fifth_and_then_nothing(sizing_by: SizingBy) -> None:
    sizing = sizing_by("edge")
    reduced = sizing.sized(edge("0.10"), pair_notional=Notional(Decimal(1_930)))
    assert reduced.notional == pytest.approx(Decimal(70))
    refused = sizing.refused(edge("0.10"), pair_notional=Notional(Decimal(2_000)))
    assert refused.reason is Reason.EXPOSURE_LIMIT


@pytest.mark.parametrize(
    ("signal", "changed", "name"),
    [
        ({"confidence": None}, {}, "confidence"),
        ({"confidence": Decimal("NaN")}, {}, "confidence"),
        ({"confidence": Decimal("1.1")}, {}, "confidence"),
        ({"confidence": Decimal("-0.1")}, {}, "confidence"),
        ({}, {"pair_notional": None}, "open notional of the pair"),
        ({}, {"pair_notional": Notional(Decimal("Infinity"))}, "open notional of the pair"),
        ({}, {"pair_notional": Notional(Decimal(-1))}, "open notional of the pair"),
    ],
)
def test_what_is_missing_is_named(
    sizing_by: SizingBy, signal: dict[str, Any], changed: dict[str, Any], name: str
) -> None:
    with pytest.raises(RiskInputError) as caught:
        sizing_by("edge")(signal, **changed)
    assert caught.value.name == name
