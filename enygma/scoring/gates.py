"""The conditions an entry must meet that a single timeframe decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from enygma.scoring.candles import BoolArray
from enygma.scoring.confidence import hundredths
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.rounding import FloatArray
from enygma.scoring.volatility import HIGH, RegimeArray

GATES: Final = ("threshold", "cross", "dead_zone", "confluence", "confidence", "trend", "band")
"""The gates in the order in which they are asked; the first that refuses is the one named."""

Score = Annotated[int, Field(ge=0, le=220)]


class Gates(FrozenModel):
    """What an entry needs. Scores are meant as |score|, on the side the score points to."""

    min_score: Annotated[int, Field(ge=1, le=220)] = 75
    high_regime_boost: Annotated[int, Field(ge=0, le=220)] = 10
    require_cross: bool = False
    dead_zone: Score = 20
    min_confluence: Annotated[int, Field(ge=0, le=12)] = 4
    min_confluence_pct: Annotated[float, Field(ge=0, le=100)] = 50.0
    min_confidence: Annotated[float, Field(ge=0, le=1, multiple_of=0.01)] = 0.85
    require_trend: bool = True
    block_toxic_band: bool = True
    toxic_from: Score = 126
    toxic_to: Score = 220
    require_alignment: bool = True
    alignment_score: Score = 20
    min_timeframes: Annotated[int, Field(ge=1, le=6)] = 2
    max_timeframes: Annotated[int, Field(ge=1, le=6)] = 4
    block_full_alignment: bool = True

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        if self.toxic_from > self.toxic_to:
            raise ValueError(
                f"toxic_from ({self.toxic_from}) must not exceed toxic_to ({self.toxic_to})"
            )
        if self.min_timeframes > self.max_timeframes:
            raise ValueError(
                f"min_timeframes ({self.min_timeframes}) must not exceed "
                f"max_timeframes ({self.max_timeframes})"
            )
        return self

    def thresholds(self, regimes: RegimeArray) -> npt.NDArray[np.int16]:
        """The |score| each candle needs, by its regime."""
        raised = self.min_score + self.high_regime_boost
        return np.where(regimes == HIGH, raised, self.min_score).astype(np.int16)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the gates judge, one value a candle. `trend` is +1 where short EMA > long, -1 below."""

    score: npt.NDArray[np.int16]
    regimes: RegimeArray
    confluence: npt.NDArray[np.int16]
    confluence_pct: FloatArray
    confidence: npt.NDArray[np.int16]
    trend: npt.NDArray[np.int8]


def pass_gates(gates: Gates, evidence: Evidence, out: BoolArray) -> None:
    """Write to `out`, one row a gate in the order of `GATES`, which candles each lets through."""
    score, side = evidence.score, np.sign(evidence.score)
    magnitude = np.abs(score)
    threshold = gates.thresholds(evidence.regimes)
    reached = np.greater_equal(magnitude, threshold, out=out[0])
    out[1] = _crossed(score, side, threshold, reached) if gates.require_cross else True
    np.greater_equal(magnitude, gates.dead_zone, out=out[2])
    np.greater_equal(evidence.confluence, gates.min_confluence, out=out[3])
    out[3] &= evidence.confluence_pct >= gates.min_confluence_pct
    np.greater_equal(evidence.confidence, hundredths(gates.min_confidence), out=out[4])
    out[5] = (evidence.trend == side) & (side != 0) if gates.require_trend else True
    out[6] = True
    if gates.block_toxic_band:
        out[6] = (magnitude < gates.toxic_from) | (magnitude > gates.toxic_to)


def _crossed(
    score: npt.NDArray[np.int16],
    side: npt.NDArray[np.int16],
    threshold: npt.NDArray[np.int16],
    reached: BoolArray,
) -> BoolArray:
    """Where the score reaches this candle's threshold and the one before did not, on its side."""
    crossed = reached.copy()
    crossed[1:] &= score[:-1] * side[1:] < threshold[1:]
    return crossed
