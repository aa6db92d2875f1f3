"""`custom_risk.climate`: when a market trends, ranges, chops or is wild, and what that is worth."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from custom_risk.settings.section import Number, Section
from custom_risk.signal import Climate


class ClimateMultipliers(Section):
    """What a size is multiplied with in each climate."""

    trend: Number = Field(Decimal("1.3"), ge=0, le=3)
    range: Number = Field(Decimal("0.8"), ge=0, le=3)
    chop: Number = Field(Decimal("0.4"), ge=0, le=3)
    volatile: Number = Field(Decimal("0.3"), ge=0, le=3)

    def of(self, climate: Climate) -> Decimal:
        """The multiplier of a climate."""
        value: Decimal = getattr(self, climate.value)
        return value


class ClimateSettings(Section):
    """How ADX and Garman-Klass volatility make a climate, and a climate a multiplier.

    From the wildest to the calmest: volatile, then trend, then chop, and what is left is range.
    """

    volatile_from: Number = Field(Decimal("1.0"), gt=0, le=20)
    """Volatility per year, as a fraction, from which a market is wild whatever its trend."""
    trend_from_adx: Number = Field(Decimal(25), gt=0, le=100)
    """ADX from which a market trends: Wilder's own number."""
    chop_from: Number = Field(Decimal("0.5"), gt=0, le=20)
    """Volatility from which a market without a trend chops; below it ranges."""
    multipliers: ClimateMultipliers = ClimateMultipliers()
    penalty_above: Number = Field(Decimal("0.5"), gt=0, le=20)
    """Volatility above which the multiplier is cut by `penalty`."""
    penalty: Number = Field(Decimal("0.7"), gt=0, le=1)
    bonus_above_adx: Number = Field(Decimal(40), gt=0, le=100)
    """ADX above which the multiplier is raised by `bonus`."""
    bonus: Number = Field(Decimal("1.1"), ge=1, le=3)
    min_multiplier: Number = Field(Decimal("0.3"), ge=0, le=3)
    max_multiplier: Number = Field(Decimal("1.5"), ge=0, le=3)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.min_multiplier > self.max_multiplier:
            raise ValueError(
                f"min_multiplier {self.min_multiplier} is above "
                f"max_multiplier {self.max_multiplier}"
            )
        if self.chop_from > self.volatile_from:
            raise ValueError(
                f"chop_from {self.chop_from} is above volatile_from {self.volatile_from}"
            )
        return self
