"""`custom_risk.limits`: caps that hold for every entry."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from custom_risk.settings.section import Number, Section, Whole


class LimitSettings(Section):
    """Caps that no sizing model may exceed."""

    min_margin_pct: Number = Field(Decimal("0.1"), gt=0, le=5)
    max_margin_pct: Number = Field(Decimal("5.0"), gt=0, le=5)
    max_open_positions: Whole = Field(5, ge=1, le=50)
    max_exposure_pct: Number = Field(Decimal(100), gt=0, le=1000)
    """Notional of all open positions together, in percent of equity."""
    max_daily_drawdown_pct: Number = Field(Decimal("3.0"), gt=0, le=100)
    """Fall of the equity from the UTC day's peak after which no entry is made, in percent."""
    min_liquidation_buffer_pct: Number = Field(Decimal("5.0"), ge=0, le=50)
    """Least distance between the entry and its liquidation, in percent of the price."""
    maintenance_margin_pct: Number = Field(Decimal("0.5"), ge=0, le=10)
    """Maintenance margin in percent of notional, used for the liquidation price."""

    @model_validator(mode="after")
    def _min_within_max(self) -> Self:
        if self.min_margin_pct > self.max_margin_pct:
            raise ValueError(
                f"min_margin_pct {self.min_margin_pct} is above "
                f"max_margin_pct {self.max_margin_pct}"
            )
        return self
