"""How a value compares with those just before it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from enygma.scoring.candles import BoolArray
from enygma.scoring.rounding import FloatArray
from enygma.scoring.windows import longest_run, runs


def doubled_ranks(values: FloatArray, window: int) -> npt.NDArray[np.int16]:
    """Twice the rank, from 2 to 2 * `window`, of each value among the `window` that end with it."""
    exact = np.lib.stride_tricks.sliding_window_view(values, len(values) - window + 1)
    # half the bits compare in half the time, and tell almost all values apart
    short = np.lib.stride_tricks.sliding_window_view(values.astype(np.float32), exact.shape[1])
    ranks = np.empty(exact.shape[1], np.int16)
    table = np.empty((window - 1, longest_run(len(ranks))), bool)
    for start, end in runs(len(ranks)):
        below, not_above = _counts(short[:, start:end], table[:, : end - start])
        ranks[start:end] = below
        ranks[start:end] += not_above
        unsure = start + np.flatnonzero(below != not_above)
        if unsure.size:
            below, not_above = _counts(exact[:, unsure], table[:, : unsure.size])
            ranks[unsure] = below
            ranks[unsure] += not_above
    ranks += 2
    return ranks


def _counts(windows: np.ndarray, table: BoolArray) -> tuple[np.ndarray, np.ndarray]:
    """How many values before the newest one of each column are below it, and not above it.

    `table` is written to; one that is there already is quicker than two new ones.
    """
    before, newest = windows[:-1], windows[-1]
    below = _count(np.less(before, newest, out=table))
    return below, _count(np.less_equal(before, newest, out=table))


def _count(holds: BoolArray) -> npt.NDArray[np.unsignedinteger]:
    narrow = len(holds) <= np.iinfo(np.uint8).max
    counts: npt.NDArray[np.unsignedinteger] = np.add.reduce(
        holds.view(np.uint8), axis=0, dtype=np.uint8 if narrow else np.uint16
    )
    return counts
