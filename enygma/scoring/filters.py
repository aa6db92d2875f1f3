"""Which entries are left out although every gate has let them through."""

from __future__ import annotations

from typing import Annotated, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field, model_validator

from enygma.scoring.candles import BoolArray
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.volatility import REGIMES, UNKNOWN


class Filters(FrozenModel):
    """Sides, regimes and what the longest timeframe says. The default leaves nothing out."""

    allow_long: bool = True
    allow_short: bool = True
    allow_low: bool = True
    allow_medium: bool = True
    allow_high: bool = True
    """Whether entries are made in each volatility regime."""
    higher_score: Annotated[int, Field(ge=0, le=220)] = 0
    """What the longest configured timeframe must score on the entry's side; 0: anything."""

    funding_long_max: Annotated[int, Field(ge=0, le=100)] = 100
    """The highest rank of the funding rate, in percent, at which longs are entered; 100: any."""
    funding_short_min: Annotated[int, Field(ge=0, le=100)] = 0
    """The lowest rank at which shorts are entered; 0: any."""

    @model_validator(mode="after")
    def _something_is_let_in(self) -> Self:
        if not (self.allow_long or self.allow_short):
            raise ValueError("allow_long and allow_short are both off: nothing could be entered")
        if not self.regimes:
            raise ValueError("every regime is switched off: nothing could be entered")
        return self

    @property
    def regimes(self) -> tuple[str, ...]:
        """Names of the regimes in which entries are made."""
        allowed = (self.allow_low, self.allow_medium, self.allow_high)
        return tuple(name for name, on in zip(REGIMES[:UNKNOWN], allowed, strict=True) if on)

    @property
    def asks_funding(self) -> bool:
        """Whether the rank of the funding rate keeps a side out."""
        return self.funding_long_max < 100 or self.funding_short_min > 0

    def funding(
        self, side: npt.NDArray[np.signedinteger], ranks: npt.NDArray[np.float64]
    ) -> BoolArray:
        """Which candles the funding rate's rank lets in; an unknown one only a side not asked."""
        longs = (ranks <= self.funding_long_max) | (self.funding_long_max == 100)
        shorts = (ranks >= self.funding_short_min) | (self.funding_short_min == 0)
        passed: BoolArray = np.where(side > 0, longs, shorts)
        return passed

    def sides(self, side: npt.NDArray[np.signedinteger]) -> BoolArray:
        """Which of the sides, -1, 0 or 1, are traded."""
        passed: BoolArray = ((side > 0) & self.allow_long) | ((side < 0) & self.allow_short)
        return passed

    def passed(
        self,
        side: npt.NDArray[np.signedinteger],
        regime: pd.Series[str],
        longest: npt.NDArray[np.float64],
    ) -> BoolArray:
        """Which candles let an entry on their side through.

        One value a candle in each; `longest` is the score of the longest timeframe, NaN where it
        is not known, which lets nothing through once `higher_score` asks for it.
        """
        passed = self.sides(side)
        if len(self.regimes) < UNKNOWN:
            passed &= regime.isin(self.regimes).to_numpy(bool)
        if self.higher_score:
            passed &= longest * side >= self.higher_score
        return passed
