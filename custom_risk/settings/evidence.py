"""`custom_risk.evidence`: what a live bot does without evidence of an edge."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from custom_risk.settings.section import Number, Section, Whole


class Without(StrEnum):
    """How a live bot enters while there is no evidence that counts."""

    EXPLORE = "explore"
    FULL_SIZE = "full_size"
    """As if there were some: said at every start."""


class EvidenceSettings(Section):
    """What evidence has to be, and what happens without."""

    max_age_days: Whole = Field(90, ge=1, le=730)
    """For how long it counts, from the last day that it measured."""
    exploration_multiplier: Number = Field(Decimal("0.25"), gt=0, le=Decimal("0.5"))
    """What margins are multiplied with in exploration size."""
    without: Without = Without.EXPLORE
    in_dry_run: bool = False
    """On: paper money is sized, and refused, as real money is. Off: it is only told."""
    look_minutes: Number = Field(Decimal(5), ge=1, le=1440)
    """Between two looks at the file while the bot runs."""
