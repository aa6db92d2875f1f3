"""`custom_risk.emergency`: losses at which a position leaves whatever its stop says."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from custom_risk.settings.section import Number, Section


class EmergencySettings(Section):
    """Losses at which positions are closed at once. Without the section nothing is."""

    max_open_loss_pct: Number = Field(Decimal("5.0"), gt=0, le=100)
    """Open loss of all positions together, in percent of equity: beyond it all are closed."""
    max_adverse_move_pct: Number = Field(Decimal("4.0"), gt=0, le=100)
    """Price move against one position, in percent of its entry: beyond it that one is closed."""
