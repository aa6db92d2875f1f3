"""`custom_risk.stops`: where the stop of a position lies."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from custom_risk.settings.section import Number, Section


class BreakEvenSettings(Section):
    """When a stop moves to where the position costs nothing."""

    activation_roi: Number = Field(Decimal("1.0"), gt=0, le=50)
    buffer_roi: Number = Field(Decimal("0.05"), ge=0, le=10)
    leverage_aware: bool = True
    """Off: fees are not multiplied with the leverage, the canon's literal 0.17 percent."""


class Milestone(Section):
    """A profit that, once reached, is not given back below another."""

    reached_roi: Number = Field(gt=0, le=1000)
    locked_roi: Number = Field(ge=0, le=1000)

    @model_validator(mode="after")
    def _locks_less_than_reached(self) -> Self:
        if self.locked_roi >= self.reached_roi:
            raise ValueError(
                f"locked_roi {self.locked_roi} is not below reached_roi {self.reached_roi}"
            )
        return self


def _milestones(*pairs: tuple[str, str]) -> tuple[Milestone, ...]:
    return tuple(
        Milestone(reached_roi=Decimal(reached), locked_roi=Decimal(locked))
        for reached, locked in pairs
    )


CANONICAL_MILESTONES = _milestones(
    ("1", "0.2"), ("2", "0.8"), ("3", "1.5"), ("4", "2.5"), ("6", "4"), ("8", "6")
)


class TrailingSettings(Section):
    """A stop that follows the price."""

    activation_roi: Number = Field(Decimal("2.0"), gt=0, le=100)
    distance_roi: Number = Field(Decimal("1.0"), gt=0, le=100)
    """Distance from the price, as ROI: divided by the leverage it is a price move."""


class StopSettings(Section):
    """Where the stop of a position lies during its life."""

    policy: str = "roi_staircase"
    initial_roi: Number = Field(Decimal("6.0"), gt=0, le=90)
    hard_limit_roi: Number = Field(Decimal("10.0"), gt=0, le=99)
    taker_fee_pct: Number = Field(Decimal("0.06"), ge=0, le=1)
    """Fee of one taker order, in percent of its notional."""
    break_even: BreakEvenSettings = BreakEvenSettings()
    milestones: tuple[Milestone, ...] = CANONICAL_MILESTONES
    trailing: TrailingSettings = TrailingSettings()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.hard_limit_roi < self.initial_roi:
            raise ValueError(
                f"hard_limit_roi {self.hard_limit_roi} is tighter than initial_roi "
                f"{self.initial_roi}"
            )
        if self.initial_roi <= 2 * self.taker_fee_pct:
            raise ValueError(
                f"initial_roi {self.initial_roi} leaves nothing after two taker fees of "
                f"{self.taker_fee_pct}"
            )
        for low, high in pairwise(self.milestones):
            if low.reached_roi >= high.reached_roi or low.locked_roi > high.locked_roi:
                raise ValueError("milestones do not increase from one to the next")
        return self
