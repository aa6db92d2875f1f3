"""Gates asked again of scored candles, so that a threshold can differ from the first one."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from enygma.scoring.gates import GATES, Evidence, Gates, pass_gates
from enygma.scoring.volatility import REGIMES, UNKNOWN

_REGIME_CODES: Final = {name: code for code, name in enumerate(REGIMES)}


def entry_sides(scored: pd.DataFrame, gates: Gates) -> npt.NDArray[np.int16]:
    """The side (-1 or 1) of each candle that the gates of its own timeframe let through, else 0.

    `scored` comes from `score_candles`. With the gates it was scored with, the answer is its column
    `enygma_entry`. Whether a candle passed the trend gate is taken from there.
    """
    score = scored["enygma_score"].to_numpy(np.int16)
    side = np.sign(score)
    evidence = Evidence(
        score,
        scored["enygma_regime"].map(_REGIME_CODES).to_numpy().astype(np.uint8),
        scored["enygma_confluence"].to_numpy(np.int16),
        scored["enygma_confluence_pct"].to_numpy(float),
        (scored["enygma_confidence"] * 100).round().to_numpy(np.int16),
        np.where(scored["enygma_gate_trend"], side, 0).astype(np.int8),
    )
    passed = np.empty((len(GATES), len(score)), bool)
    pass_gates(gates, evidence, passed)
    passed &= evidence.regimes != UNKNOWN
    return np.where(passed.all(axis=0), side, 0).astype(np.int16)
