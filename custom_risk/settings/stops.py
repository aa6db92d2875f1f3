"""`custom_risk.stops`: where the stop of a position lies."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from custom_risk.settings.section import Number, Section
from custom_risk.signal import Climate


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


class AtrMeasure(StrEnum):
    """What decides how many average true ranges a stop is away."""

    STRENGTH = "strength"
    BAND = "band"


class AtrStopSettings(Section):
    """`policy: atr`: a stop in average true ranges from the entry."""

    by: AtrMeasure = AtrMeasure.STRENGTH
    base_atr: Number = Field(Decimal("1.0"), gt=0, le=20)
    """By strength: the ranges at strength 0."""
    less_at_full_strength_atr: Number = Field(Decimal("0.5"), ge=0, le=20)
    """By strength: how many ranges nearer it is at strength 100."""
    threshold_pct: Number = Field(Decimal("1.0"), gt=0, le=100)
    """By band: ATR in percent of the price at which the market counts as volatile."""
    below_atr: Number = Field(Decimal("1.0"), gt=0, le=20)
    above_atr: Number = Field(Decimal("0.5"), gt=0, le=20)
    """By band: the ranges below the threshold, and at or above it."""
    cap_pct: Number | None = Field(None, gt=0, le=50)
    """The most that it is away, in percent of the entry; risk's own number is 3."""
    trail_atr: Number = Field(Decimal(0), ge=0, le=50)
    """The ranges that it follows the price behind; 0: it stays where it began."""
    trail_from_atr: Number = Field(Decimal("1.0"), gt=0, le=50)
    """The ranges that the price must have moved from the entry before it follows."""

    @model_validator(mode="after")
    def _leaves_a_distance(self) -> Self:
        if self.less_at_full_strength_atr >= self.base_atr:
            raise ValueError(
                f"less_at_full_strength_atr {self.less_at_full_strength_atr} is not below "
                f"base_atr {self.base_atr}, which leaves no distance at full strength"
            )
        return self


class PercentStopSettings(Section):
    """`policy: percent`: a stop in percent of the entry, by the market's volatility."""

    threshold_pct: Number = Field(Decimal("1.0"), gt=0, le=100)
    """ATR in percent of the price at which the market counts as volatile."""
    below_pct: Number = Field(Decimal("0.2"), gt=0, le=50)
    above_pct: Number = Field(Decimal("0.4"), gt=0, le=50)
    """Distance below the threshold, and at or above it."""
    cap_pct: Number | None = Field(None, gt=0, le=50)


class LadderStopSettings(Section):
    """`policy: ladder`: the initial stop, and a trail once the price has gone far enough."""

    activation_pct: Number = Field(Decimal("3.0"), gt=0, le=100)
    """Price move from the entry at which the trail begins."""
    distance_pct: Number = Field(Decimal("1.0"), gt=0, le=50)
    """How far it stays behind the price."""


class ClimateDistances(Section):
    """A distance in percent of the price for each climate."""

    trend: Number = Field(Decimal("2.0"), gt=0, le=50)
    range: Number = Field(Decimal("1.5"), gt=0, le=50)
    chop: Number = Field(Decimal("1.0"), gt=0, le=50)
    volatile: Number = Field(Decimal("2.5"), gt=0, le=50)

    def of(self, climate: Climate) -> Decimal:
        """The distance in a climate."""
        value: Decimal = getattr(self, climate.value)
        return value


class DynamicStopSettings(Section):
    """`policy: dynamic`: the initial stop, and a trail that suits the climate."""

    activation_pct: Number = Field(Decimal("1.5"), gt=0, le=100)
    distance_pct: ClimateDistances = ClimateDistances()


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
    atr: AtrStopSettings = AtrStopSettings()
    percent: PercentStopSettings = PercentStopSettings()
    ladder: LadderStopSettings = LadderStopSettings()
    dynamic: DynamicStopSettings = DynamicStopSettings()

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
