"""`custom_risk.exits`: where profits are taken."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from custom_risk.settings.section import Number, Section
from custom_risk.signal import Climate


class PartialExit(Section):
    """A slice of the position that is sold at a profit."""

    roi: Number = Field(gt=0, le=1000)
    percent: Number = Field(gt=0, le=100)
    """Of the position's original size."""


CANONICAL_PARTIAL_EXITS = tuple(
    PartialExit(roi=Decimal(roi), percent=Decimal(25)) for roi in (4, 8, 12)
)


class LadderRung(Section):
    """A slice of the position that is sold once the price has moved far enough."""

    move_pct: Number = Field(gt=0, le=1000)
    """Favourable price move from the entry."""
    percent: Number = Field(gt=0, le=100)
    """Of the position's original size."""


def _rungs(*pairs: tuple[str, int]) -> tuple[LadderRung, ...]:
    return tuple(
        LadderRung(move_pct=Decimal(move), percent=Decimal(percent)) for move, percent in pairs
    )


class LadderExitSettings(Section):
    """`policy: ladder`: slices one after the other; the rest is the stop's."""

    rungs: tuple[LadderRung, ...] = Field(_rungs(("1.5", 40), ("2.5", 30)), min_length=1)

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        if any(low.move_pct >= high.move_pct for low, high in pairwise(self.rungs)):
            raise ValueError("rungs do not increase in move_pct from one to the next")
        total = sum(each.percent for each in self.rungs)
        if total > 100:
            raise ValueError(f"rungs sell {total} percent of the position, over 100")
        return self


class TargetSettings(Section):
    """`policy: target`: a take profit that goes with the stop of `stops.atr` or `stops.percent`."""

    base_atr: Number = Field(Decimal("1.5"), gt=0, le=50)
    """Stop by strength: average true ranges from the entry at strength 0."""
    more_at_full_strength_atr: Number = Field(Decimal("1.0"), ge=0, le=50)
    """Stop by strength: how many ranges further it is at strength 100."""
    below_atr: Number = Field(Decimal("1.5"), gt=0, le=50)
    above_atr: Number = Field(Decimal("1.0"), gt=0, le=50)
    """Stop by band: the ranges below the threshold of volatility, and at or above it."""
    below_reward: Number = Field(Decimal("2.0"), gt=0, le=50)
    above_reward: Number = Field(Decimal("1.0"), gt=0, le=50)
    """Stop in percent: multiples of the distance to the stop, likewise."""
    capped_reward: Number = Field(Decimal("1.5"), gt=0, le=50)
    """Stop with a `cap_pct`: multiple of the distance to the stop, instead of all the above."""


class ClimateMinutes(Section):
    """A time in minutes for each climate."""

    trend: Number = Field(Decimal(240), gt=0, le=100_000)
    range: Number = Field(Decimal(120), gt=0, le=100_000)
    chop: Number = Field(Decimal(60), gt=0, le=100_000)
    volatile: Number = Field(Decimal(30), gt=0, le=100_000)

    def of(self, climate: Climate) -> Decimal:
        """The time in a climate."""
        value: Decimal = getattr(self, climate.value)
        return value


class DynamicExitSettings(Section):
    """`policy: dynamic`: leaves when time is up, the climate turned or the thesis is gone.

    All `..._pct` but the imbalance are price moves from the entry.
    """

    time_limit_minutes: ClimateMinutes = ClimateMinutes()
    time_limit_below_pct: Number = Field(Decimal("3.0"), gt=0, le=1000)
    """From this move on time plays no part."""
    trend_lost_below_pct: Number = Field(Decimal("5.0"), gt=0, le=1000)
    """Entered in a trend that became chop or volatile: leaves below this move."""
    range_left_below_pct: Number = Field(Decimal("2.0"), gt=0, le=1000)
    """Entered in a range that became a trend: leaves below this move."""
    max_imbalance_pct: Number = Field(Decimal("50.0"), gt=0, le=1000)
    """Net exposure in percent of equity above which the heavier side leaves."""
    oversold_rsi: Number = Field(Decimal("30.0"), ge=1, le=99)
    overbought_rsi: Number = Field(Decimal("70.0"), ge=1, le=99)

    @model_validator(mode="after")
    def _oversold_below_overbought(self) -> Self:
        if self.oversold_rsi >= self.overbought_rsi:
            raise ValueError(
                f"oversold_rsi {self.oversold_rsi} is not below "
                f"overbought_rsi {self.overbought_rsi}"
            )
        return self


CANONICAL_TAKE_PROFIT_ROI = Decimal("15.0")


class ExitSettings(Section):
    """Where profits are taken."""

    policy: str = "partial_roi"
    take_profit_roi: Number = Field(CANONICAL_TAKE_PROFIT_ROI, gt=0, le=1000)
    partial_exits: tuple[PartialExit, ...] = CANONICAL_PARTIAL_EXITS
    """These two are the policy `partial_roi`'s."""
    ladder: LadderExitSettings = LadderExitSettings()
    target: TargetSettings = TargetSettings()
    dynamic: DynamicExitSettings = DynamicExitSettings()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if any(low.roi >= high.roi for low, high in pairwise(self.partial_exits)):
            raise ValueError("partial_exits do not increase in roi from one to the next")
        total = sum(each.percent for each in self.partial_exits)
        if total > 100:
            raise ValueError(f"partial_exits sell {total} percent of the position, over 100")
        if self.partial_exits and self.partial_exits[-1].roi >= self.take_profit_roi:
            raise ValueError(
                f"the partial exit at roi {self.partial_exits[-1].roi} is never reached: "
                f"take_profit_roi {self.take_profit_roi} closes the position first"
            )
        return self

    @model_validator(mode="after")
    def _of_the_policy(self) -> Self:
        if self.policy == "partial_roi":
            return self
        canonical = {
            "take_profit_roi": CANONICAL_TAKE_PROFIT_ROI,
            "partial_exits": CANONICAL_PARTIAL_EXITS,
        }
        idle = [key for key, value in canonical.items() if getattr(self, key) != value]
        if idle:
            raise ValueError(
                f"{' and '.join(idle)}: only the policy partial_roi has this, "
                f"and the policy is {self.policy}"
            )
        return self
