"""Where a score closes what a score has opened."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from enygma.scoring.candles import BoolArray
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.volatility import REGIMES, UNKNOWN


class Exits(FrozenModel):
    """Exits beside those of risk. The canonical rules have none."""

    on_score: bool = False
    """Whether a score closes positions."""
    score: Annotated[int, Field(ge=-220, le=220)] = 0
    """A position is closed below this score, counted on its own side: 0 closes where the score
    has turned against it, -40 where it speaks that loud against it, 30 where it has faded."""
    after_candles: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Candles of the primary timeframe after which a position is closed; 0: never."""


def exit_sides(scored: pd.DataFrame, exits: Exits) -> tuple[BoolArray, BoolArray]:
    """Which candles close longs, and which close shorts; one value a candle each.

    `scored` comes from `score_candles`. A candle without a score closes nothing.
    """
    score = scored["enygma_score"].to_numpy(np.int16)
    known = (scored["enygma_regime"] != REGIMES[UNKNOWN]).to_numpy(bool) & exits.on_score
    return (score < exits.score) & known, (-score < exits.score) & known
