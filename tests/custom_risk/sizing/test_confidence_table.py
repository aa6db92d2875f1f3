"""Sizing by bands of confidence, number by number."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from custom_risk.events import Reason
from custom_risk.inputs import RiskInputError
from custom_risk.regime import Regime
from custom_risk.roi import PriceMove

SizingBy = Callable[..., Any]

BANDS = [
    ("0.60", 5, 2, "1.0", 20),
    ("0.699", 5, 2, "1.0", 20),
    ("0.70", 10, 5, "1.0", 20),
    ("0.799", 10, 5, "1.0", 20),
    ("0.80", 15, 7, "1.5", 25),
    ("0.899", 15, 7, "1.5", 25),
    ("0.90", 20, 10, "2.0", 25),
    ("1", 20, 10, "2.0", 25),
]


def stop_at(percent: float) -> Callable[[Decimal], PriceMove]:
    return lambda _: PriceMove(Decimal(str(percent)))


@pytest.mark.parametrize(("confidence", "calm", "volatile", "risk", "most"), BANDS)
def test_each_band_has_its_leverage_its_risk_and_its_most(
    sizing_by: SizingBy, confidence: str, calm: int, volatile: int, risk: str, most: int
) -> None:
    sizing = sizing_by("confidence_table", leverage={"max": 20})
    signal = {"confidence": Decimal(confidence)}
    wide = sizing.sized(signal, regime=Regime.LOW, stop=stop_at(20))
    assert wide.leverage == calm
    assert wide.notional * Decimal("0.2") == pytest.approx(Decimal(risk) * 100)
    near = sizing.sized(signal, regime=Regime.HIGH, stop=stop_at(0.5))
    assert near.leverage == volatile
    assert near.notional == pytest.approx(Decimal(most) * 100)


def test_the_leverage_cap_holds_for_the_upper_bands(sizing_by: SizingBy) -> None:
    sizing = sizing_by("confidence_table")
    assert sizing.sized({"confidence": Decimal("0.95")}).leverage == 10


def test_below_sixty_percent_nothing_is_traded(sizing_by: SizingBy) -> None:
    refused = sizing_by("confidence_table").refused({"confidence": Decimal("0.5999")})
    assert refused.reason is Reason.CONFIDENCE_TOO_LOW


@pytest.mark.parametrize("model", ["confidence_table", "kelly"])
def test_a_stop_at_the_price_gives_no_size(sizing_by: SizingBy, model: str) -> None:
    assert sizing_by(model).refused(stop=stop_at(0)).reason is Reason.STOP_DISTANCE_ZERO


@pytest.mark.parametrize("model", ["confidence_table", "kelly"])
@pytest.mark.parametrize("stop", [None, stop_at(-1), stop_at(float("nan")), stop_at(float("inf"))])
def test_without_a_usable_stop_nothing_is_sized(
    sizing_by: SizingBy, model: str, stop: Callable[[Decimal], PriceMove] | None
) -> None:
    with pytest.raises(RiskInputError, match="usable stop distance"):
        sizing_by(model)(stop=stop)


@pytest.mark.parametrize("confidence", [None, Decimal("NaN"), Decimal("1.01")])
def test_without_a_usable_confidence_nothing_is_sized(
    sizing_by: SizingBy, confidence: Decimal | None
) -> None:
    with pytest.raises(RiskInputError, match="usable confidence"):
        sizing_by("confidence_table")({"confidence": confidence})
