"""`custom_risk.leverage`: leverage of new positions."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from custom_risk.regime import Regime
from custom_risk.settings.section import Section, Whole


class RegimeLeverageCaps(Section):
    """The highest leverage in each volatility regime."""

    LOW: Whole = Field(20, ge=1, le=125)
    MEDIUM: Whole = Field(15, ge=1, le=125)
    HIGH: Whole = Field(10, ge=1, le=125)

    def of(self, regime: Regime) -> int:
        """The cap of a regime."""
        value: int = getattr(self, regime.value)
        return value


class LeverageSettings(Section):
    """Leverage of new positions."""

    default: Whole = Field(6, ge=1, le=10)
    max: Whole = Field(10, ge=1, le=20)
    regime_caps: RegimeLeverageCaps = RegimeLeverageCaps()

    @model_validator(mode="after")
    def _default_within_max(self) -> Self:
        if self.default > self.max:
            raise ValueError(f"default {self.default} is above max {self.max}")
        return self
