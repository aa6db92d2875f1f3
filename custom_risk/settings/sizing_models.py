"""`custom_risk.sizing.<model>`: the numbers of each sizing model."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from custom_risk.settings.section import Number, Section, Whole


def _require_order(section: Section, low: str, high: str) -> None:
    if getattr(section, low) > getattr(section, high):
        raise ValueError(f"{low} {getattr(section, low)} is above {high} {getattr(section, high)}")


class StrengthSettings(Section):
    """`model: strength`: risk and leverage rise with the strength of the signal."""

    base_risk_pct: Number = Field(Decimal("1.0"), gt=0, le=5)
    """Risk fraction r, in percent of equity."""
    times_at_zero: Number = Field(Decimal("0.5"), ge=0, le=5)
    times_at_full: Number = Field(Decimal("2.0"), gt=0, le=5)
    """What r is multiplied with at strength 0 and at 100."""

    @model_validator(mode="after")
    def _rises(self) -> Self:
        _require_order(self, "times_at_zero", "times_at_full")
        return self


class EdgeSettings(Section):
    """`model: edge`: notional rises with the confidence above one half."""

    base_notional_pct: Number = Field(Decimal("0.5"), gt=0, le=100)
    """Notional in percent of equity, before the multiplier."""
    min_edge: Number = Field(Decimal("0.01"), ge=0, lt=Decimal("0.5"))
    """Edge below which nothing is traded."""
    full_edge: Number = Field(Decimal("0.10"), gt=0, le=Decimal("0.5"))
    """Edge from which the multiplier rises no more."""
    times_at_min: Number = Field(Decimal("0.5"), gt=0, le=10)
    times_at_full: Number = Field(Decimal("2.0"), gt=0, le=10)
    """The multiplier at `min_edge` and at `full_edge`."""
    min_notional: Number = Field(Decimal(10), ge=0, le=1_000_000)
    max_notional: Number = Field(Decimal(500), gt=0, le=1_000_000)
    """Notional of an entry, in stake currency."""
    max_symbol_pct: Number = Field(Decimal(20), gt=0, le=1000)
    """Notional of a pair, open positions included, in percent of equity."""

    @model_validator(mode="after")
    def _rises(self) -> Self:
        _require_order(self, "times_at_min", "times_at_full")
        _require_order(self, "min_notional", "max_notional")
        if self.min_edge >= self.full_edge:
            raise ValueError(f"min_edge {self.min_edge} is not below full_edge {self.full_edge}")
        return self


class KellySettings(Section):
    """`model: kelly`: risk by what was really traded."""

    window: Literal[30, 100, 500] = 100
    """How many of the latest closed trades count."""
    per_pair: bool = False
    """On: a pair's own trades count once there are `min_trades`; until then those of all pairs."""
    min_trades: Whole = Field(30, ge=10, le=500)
    """Closed trades below which sizes only explore."""
    fraction: Number = Field(Decimal("0.25"), gt=0, le=1)
    """Share of the Kelly fraction that is risked."""
    interval_level: Number | None = Field(None, gt=Decimal("0.5"), lt=1)
    """Risk the fraction that the true one exceeds with this probability; null: the plain one."""
    exploration_pct: Number = Field(Decimal("0.5"), gt=0, le=5)
    confident_exploration_pct: Number = Field(Decimal("0.75"), gt=0, le=5)
    """Risk in percent of equity while exploring, and where the signal is confident."""
    confident_above: Number = Field(Decimal("0.7"), ge=0, le=1)
    max_notional_pct: Number = Field(Decimal(10), gt=0, le=100)
    """Notional in percent of equity, to be multiplied with the leverage cap."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _require_order(self, "exploration_pct", "confident_exploration_pct")
        if self.min_trades > self.window:
            raise ValueError(
                f"min_trades {self.min_trades} is above window {self.window}: "
                "it would explore for ever"
            )
        return self


class ConfidenceBand(Section):
    """What a signal gets from a confidence on, up to the next band's."""

    from_pct: Number = Field(gt=0, le=100)
    """Confidence in percent."""
    leverage: Whole = Field(ge=1, le=125)
    volatile_leverage: Whole = Field(ge=1, le=125)
    """In the volatility regime HIGH."""
    risk_pct: Number = Field(gt=0, le=5)
    """In percent of equity, lost where the stop is hit."""
    max_notional_pct: Number = Field(gt=0, le=1000)
    """Of equity."""

    @model_validator(mode="after")
    def _calmer_when_volatile(self) -> Self:
        _require_order(self, "volatile_leverage", "leverage")
        return self


def _band(from_pct: int, leverage: int, volatile: int, risk: str, most: int) -> ConfidenceBand:
    return ConfidenceBand(
        from_pct=Decimal(from_pct),
        leverage=leverage,
        volatile_leverage=volatile,
        risk_pct=Decimal(risk),
        max_notional_pct=Decimal(most),
    )


CANONICAL_BANDS = (
    _band(60, 5, 2, "1.0", 20),
    _band(70, 10, 5, "1.0", 20),
    _band(80, 15, 7, "1.5", 25),
    _band(90, 20, 10, "2.0", 25),
)


class ConfidenceTableSettings(Section):
    """`model: confidence_table`: leverage, risk and size by bands of confidence."""

    bands: tuple[ConfidenceBand, ...] = Field(CANONICAL_BANDS, min_length=1)
    """From the least confidence that is traded up."""

    @model_validator(mode="after")
    def _rises(self) -> Self:
        for low, high in pairwise(self.bands):
            if low.from_pct >= high.from_pct:
                raise ValueError("bands do not increase in from_pct from one to the next")
            for name in ("leverage", "volatile_leverage", "risk_pct", "max_notional_pct"):
                if getattr(low, name) > getattr(high, name):
                    raise ValueError(
                        f"the band from {high.from_pct} has less {name} than the one before"
                    )
        return self
