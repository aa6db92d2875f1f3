"""`custom_risk.signal`: how a strategy's score is read."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from custom_risk.settings.section import Number, Section


class SignalSettings(Section):
    """From a strategy's own score to a strength of 0 ... 100."""

    full_score: Number = Field(Decimal(100), gt=0, le=1_000_000)
    """The absolute score that counts as a strength of 100; beyond it nothing is stronger."""
