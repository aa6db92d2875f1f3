"""`custom_risk.sizing`: how much margin and leverage a position gets, and by which model."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from custom_risk.regime import Regime
from custom_risk.settings.section import Number, Section
from custom_risk.settings.sizing_models import (
    ConfidenceTableSettings,
    EdgeSettings,
    KellySettings,
    StrengthSettings,
)


class RegimeMultipliers(Section):
    """What the margin is multiplied with in each volatility regime."""

    LOW: Number = Field(Decimal("1.5"), ge=0, le=3)
    MEDIUM: Number = Field(Decimal("1.0"), ge=0, le=3)
    HIGH: Number = Field(Decimal("0.5"), ge=0, le=3)

    def of(self, regime: Regime) -> Decimal:
        """The multiplier of a regime."""
        value: Decimal = getattr(self, regime.value)
        return value


class SizingSettings(Section):
    """How much margin a position gets."""

    model: str = "fixed_fraction"
    margin_pct: Number = Field(Decimal("2.0"), ge=Decimal("0.1"), le=5)
    """Margin in percent of equity, before the regime's multiplier."""
    regime_multipliers: RegimeMultipliers = RegimeMultipliers()
    strength: StrengthSettings = StrengthSettings()
    edge: EdgeSettings = EdgeSettings()
    kelly: KellySettings = KellySettings()
    confidence_table: ConfidenceTableSettings = ConfidenceTableSettings()
