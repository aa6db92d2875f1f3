"""How far a score is to be trusted."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import Field

from enygma.scoring.frozen import FrozenModel
from enygma.scoring.rounding import FloatArray
from enygma.scoring.volatility import LOW, RegimeArray

Penalty = Annotated[float, Field(ge=0, le=1, multiple_of=0.01)]
"""A part of 1.00, in whole hundredths."""
Magnitude = Annotated[int, Field(ge=0, le=1000)]
"""An |score|."""
AtrPercent = Annotated[float, Field(ge=0, le=100)]


class Confidence(FrozenModel):
    """Penalties taken off 1.00; kept as hundredths when applied, so that 0.85 is exactly 0.85."""

    chop_penalty: Penalty = 0.05
    chop_below: Magnitude = 80
    high_volatility_penalty: Penalty = 0.06
    high_volatility_above: AtrPercent = 6.0
    medium_volatility_penalty: Penalty = 0.03
    medium_volatility_above: AtrPercent = 4.0
    conflict_penalty: Penalty = 0.02
    weak_penalty: Penalty = 0.10
    weak_below: Magnitude = 60
    low_confluence_penalty: Penalty = 0.05
    low_confluence_below_pct: Annotated[float, Field(ge=0, le=100)] = 60.0


def hundredths(part: float) -> int:
    """A part of 1 in hundredths."""
    return round(part * 100)


def read_confidence(
    rules: Confidence,
    magnitude: npt.NDArray[np.int16],
    regimes: RegimeArray,
    atr: FloatArray,
    conflicts: npt.NDArray[np.int16],
    confluence_pct: FloatArray,
) -> npt.NDArray[np.int16]:
    """Confidence of each candle in hundredths, 0 to 100.

    `magnitude` is |score|, `atr` is ATR%, `conflicts` counts the votes of the weaker side.
    """
    confidence = 100 - hundredths(rules.conflict_penalty) * conflicts
    chop = (regimes == LOW) & (magnitude < rules.chop_below)
    high = atr > rules.high_volatility_above
    medium = (atr > rules.medium_volatility_above) & ~high
    for holds, penalty in (
        (chop, rules.chop_penalty),
        (high, rules.high_volatility_penalty),
        (medium, rules.medium_volatility_penalty),
        (magnitude < rules.weak_below, rules.weak_penalty),
        (confluence_pct < rules.low_confluence_below_pct, rules.low_confluence_penalty),
    ):
        confidence -= np.multiply(holds, hundredths(penalty), dtype=np.int16)
    return np.maximum(confidence, 0, out=confidence)
