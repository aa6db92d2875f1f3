"""`custom_risk.exits`: where profits are taken."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from custom_risk.settings.section import Number, Section


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
