"""Entry tags: what spoke for an entry, within the length that freqtrade stores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from enygma.scoring.candles import BoolArray
from enygma.scoring.indicators.base import Indicator

TAG_LENGTH: Final = 255
"""The longest tag that freqtrade stores (its `CUSTOM_TAG_MAX_LENGTH`)."""


def entry_tags(
    scored: pd.DataFrame, entries: BoolArray, counted: Sequence[Indicator]
) -> pd.Series[str]:
    """A tag for each row of `entries`, such as `+92 BUY StochRSI KDJ CCI`; None for other rows.

    The tag names score, class and the indicators that voted with the score, the heaviest first.
    `counted` are the indicators that count on the frame's timeframe.
    """
    tags = np.full(len(scored), None, dtype=object)
    rows = np.flatnonzero(entries)
    score = scored["enygma_score"].to_numpy()[rows]
    classes = scored["enygma_class"].to_numpy(dtype=object)[rows]
    names = np.array([each.short_name for each in counted], dtype=object)
    points = np.array([scored[f"enygma_points_{each.name}"].to_numpy()[rows] for each in counted])
    backing = points * np.sign(score)
    order = np.argsort(-backing, axis=0, kind="stable")
    for place, row in enumerate(rows):
        ranked = order[:, place]
        voters = names[ranked[backing[ranked, place] > 0]]
        tags[row] = _tag(int(score[place]), str(classes[place]), voters.tolist())
    return pd.Series(tags, index=scored.index, dtype=object)


def _tag(score: int, name: str, voters: list[str]) -> str:
    return " ".join((f"{score:+d}", name, *voters))[:TAG_LENGTH]
