"""Names for how strong a score is."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Final, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from enygma.scoring.frozen import FrozenModel

CLASSES: Final = (
    "EXTREME_SELL",
    "STRONG_SELL",
    "SELL",
    "SELL_WEAK",
    "NEUTRAL",
    "BUY_WEAK",
    "BUY",
    "STRONG_BUY",
    "EXTREME_BUY",
)
NEUTRAL: Final = CLASSES.index("NEUTRAL")

LowestScore = Annotated[int, Field(ge=1, le=1000)]


class Classes(FrozenModel):
    """The lowest |score| of each class; below the first it is NEUTRAL."""

    weak: LowestScore = 40
    plain: LowestScore = 65
    strong: LowestScore = 95
    extreme: LowestScore = 130

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.weak < self.plain < self.strong < self.extreme:
            raise ValueError(
                f"weak ({self.weak}), plain ({self.plain}), strong ({self.strong}) and "
                f"extreme ({self.extreme}) must rise"
            )
        return self


@lru_cache(maxsize=256)
def class_codes(classes: Classes, highest: int) -> npt.NDArray[np.uint8]:
    """Place in `CLASSES` for each score from -`highest` to `highest`, in that order."""
    bounds = (classes.weak, classes.plain, classes.strong, classes.extreme)
    scores = np.arange(-highest, highest + 1)
    steps = np.searchsorted(bounds, np.abs(scores), side="right")
    codes = (NEUTRAL + np.sign(scores) * steps).astype(np.uint8)
    codes.flags.writeable = False
    return codes
