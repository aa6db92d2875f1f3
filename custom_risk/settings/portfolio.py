"""`custom_risk.portfolio`: how much of the equity may hang on one thing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from custom_risk.settings.section import Number, Section, Whole

NAMES_OF_ONE_ASSET = frozenset("/:")


def _named(table: Mapping[str, str]) -> Mapping[str, str]:
    for base, name in table.items():
        if NAMES_OF_ONE_ASSET & set(base):
            wanted = base.split("/")[0] or "BTC"
            raise ValueError(f"{base!r} is a pair, the base currency alone is wanted: {wanted!r}")
        if not base.strip() or not name.strip():
            raise ValueError(f"{base!r}: {name!r} needs a base currency and a name")
        if base != base.upper():
            raise ValueError(f"{base!r} is no base currency, {base.upper()!r} is one")
    return table


Table = Annotated[Mapping[str, str], AfterValidator(_named)]
"""Names by base currency."""


class CorrelationSettings(Section):
    """When two assets count as one bet."""

    min: Number = Field(Decimal("0.7"), gt=0, le=1)
    """Correlation of their returns from which on they do."""
    window_candles: Whole = Field(200, ge=20, le=900)
    """Returns looked back on, in the strategy's timeframe; freqtrade shows 1000 at the most."""
    min_candles: Whole = Field(100, ge=20, le=900)
    """Returns that both must have; with fewer the table of groups decides."""

    @model_validator(mode="after")
    def _window_holds_the_least(self) -> Self:
        if self.min_candles > self.window_candles:
            raise ValueError(
                f"min_candles {self.min_candles} is above window_candles {self.window_candles}"
            )
        return self


class PortfolioSettings(Section):
    """Caps on open notional, in percent of equity. None: no such cap."""

    max_asset_pct: Number | None = Field(Decimal(40), gt=0, le=1000)
    """One base currency, all its contracts and both sides together."""
    max_group_pct: Number | None = Field(Decimal(60), gt=0, le=1000)
    """Assets that move together, both sides."""
    max_sector_pct: Number | None = Field(Decimal(50), gt=0, le=1000)
    """Assets of one sector, both sides."""
    max_net_pct: Number | None = Field(None, gt=0, le=1000)
    """Longs less shorts, in either direction."""
    max_heat_pct: Number | None = Field(None, gt=0, le=100)
    """What would be lost if every position went to its stop."""
    correlation: CorrelationSettings = CorrelationSettings()
    groups: Table = Field(default_factory=dict)
    """Group by base currency, over the built-in table; used until there are enough candles."""
    sectors: Table = Field(default_factory=dict)
    """Sector by base currency, over the built-in table."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for name in ("max_group_pct", "max_sector_pct"):
            wider = getattr(self, name)
            if None not in (self.max_asset_pct, wider) and self.max_asset_pct > wider:
                raise ValueError(
                    f"max_asset_pct {self.max_asset_pct} is above {name} {wider}: "
                    "it would never be reached"
                )
        return self
