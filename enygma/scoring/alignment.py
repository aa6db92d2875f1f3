"""Agreement between timeframes: the one gate that a single timeframe cannot decide."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from enygma.scoring.candles import BoolArray
from enygma.scoring.errors import ScoringError
from enygma.scoring.gates import Gates


def timeframe_alignment(
    scores: Sequence[npt.ArrayLike] | npt.NDArray[np.number], gates: Gates
) -> BoolArray:
    """Which candles the other timeframes let through, on the side of the primary score.

    `scores` has one array of equal length for each configured timeframe, the primary first; a
    value that is not known yet (NaN) agrees with nothing. A timeframe agrees when its score is on
    the primary's side and at least `gates.alignment_score` away from zero. At least
    `min_timeframes` and at most `max_timeframes` must agree, the primary included; where more than
    two are configured, an entry on which all of them agree is blocked unless
    `block_full_alignment` is off.

    Raises ScoringError when no timeframe is given.
    """
    if len(scores) == 0:
        raise ScoringError("timeframe alignment needs the score of the primary timeframe at least")
    table = np.asarray(scores, dtype=np.float64)
    if not gates.require_alignment:
        return np.ones(table.shape[1], dtype=bool)
    agreeing = np.add.reduce(table * np.sign(table[0]) >= gates.alignment_score, axis=0)
    aligned: BoolArray = (agreeing >= gates.min_timeframes) & (agreeing <= gates.max_timeframes)
    if gates.block_full_alignment and len(table) > 2:
        aligned &= agreeing < len(table)
    return aligned
