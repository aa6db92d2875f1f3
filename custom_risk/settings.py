"""The `custom_risk` section of the configuration: what can be set, in which range."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from custom_risk.regime import Regime


def _no_switch(value: Any) -> Any:
    """True and false are not numbers here, though Python counts them as 1 and 0."""
    if isinstance(value, bool):
        raise PydanticCustomError("switch", "a switch where a number is wanted")
    return value


Number = Annotated[Decimal, BeforeValidator(_no_switch)]
Whole = Annotated[int, BeforeValidator(_no_switch)]


class Section(BaseModel):
    """A part of the configuration: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class RegimeMultipliers(Section):
    """What the margin is multiplied with in each volatility regime."""

    LOW: Number = Field(Decimal("1.5"), ge=0, le=3)
    MEDIUM: Number = Field(Decimal("1.0"), ge=0, le=3)
    HIGH: Number = Field(Decimal("0.5"), ge=0, le=3)

    def of(self, regime: Regime) -> Decimal:
        """The multiplier of a regime."""
        value: Decimal = getattr(self, regime.value)
        return value


class RegimeLeverageCaps(Section):
    """The highest leverage in each volatility regime."""

    LOW: Whole = Field(20, ge=1, le=125)
    MEDIUM: Whole = Field(15, ge=1, le=125)
    HIGH: Whole = Field(10, ge=1, le=125)

    def of(self, regime: Regime) -> int:
        """The cap of a regime."""
        value: int = getattr(self, regime.value)
        return value


class SizingSettings(Section):
    """How much margin a position gets."""

    model: str = "fixed_fraction"
    margin_pct: Number = Field(Decimal("2.0"), ge=Decimal("0.1"), le=5)
    """Margin in percent of equity, before the regime's multiplier."""
    regime_multipliers: RegimeMultipliers = RegimeMultipliers()


class LeverageSettings(Section):
    """Leverage of new positions."""

    default: Whole = Field(6, ge=1, le=10)
    max: Whole = Field(10, ge=1, le=10)
    regime_caps: RegimeLeverageCaps = RegimeLeverageCaps()

    @model_validator(mode="after")
    def _default_within_max(self) -> Self:
        if self.default > self.max:
            raise ValueError(f"default {self.default} is above max {self.max}")
        return self


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


class PartialExit(Section):
    """A slice of the position that is sold at a profit."""

    roi: Number = Field(gt=0, le=1000)
    percent: Number = Field(gt=0, le=100)
    """Of the position's original size."""


CANONICAL_PARTIAL_EXITS = tuple(
    PartialExit(roi=Decimal(roi), percent=Decimal(25)) for roi in (4, 8, 12)
)


class ExitSettings(Section):
    """Where profits are taken."""

    take_profit_roi: Number = Field(Decimal("15.0"), gt=0, le=1000)
    partial_exits: tuple[PartialExit, ...] = CANONICAL_PARTIAL_EXITS

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


class RiskSettings(Section):
    """Everything under `custom_risk`. Without a section these are the canonical rules."""

    sizing: SizingSettings = SizingSettings()
    leverage: LeverageSettings = LeverageSettings()
    limits: LimitSettings = LimitSettings()
    stops: StopSettings = StopSettings()
    exits: ExitSettings = ExitSettings()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.sizing.margin_pct > self.limits.max_margin_pct:
            raise ValueError(
                f"sizing.margin_pct {self.sizing.margin_pct} is above "
                f"limits.max_margin_pct {self.limits.max_margin_pct}"
            )
        if self.break_even_roi >= self.exits.take_profit_roi:
            raise ValueError(
                f"stops.break_even moves at roi {self.break_even_roi}, not below "
                f"exits.take_profit_roi {self.exits.take_profit_roi}"
            )
        return self

    @property
    def break_even_roi(self) -> Decimal:
        """The ROI at which the stop moves to break-even at the default leverage."""
        leverage = self.leverage.default if self.stops.break_even.leverage_aware else 1
        costs = 2 * self.stops.taker_fee_pct * leverage + self.stops.break_even.buffer_roi
        return max(self.stops.break_even.activation_roi, costs)
