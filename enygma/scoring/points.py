"""From signals that hold to points: the rule of the strongest one, bonuses, weights, the limit."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt

from enygma.scoring.rounding import FloatArray


@lru_cache(maxsize=4096)
def points_of(
    worth: tuple[tuple[int, bool], ...], weight: int, canonical_weight: int, max_points: int
) -> npt.NDArray[np.int16]:
    """Points for every combination of signals that may hold at once.

    `worth` has the points of each mirrored signal and whether they are a bonus. Bit 2i of the
    index says that signal i holds on the bullish side, bit 2i + 1 that it holds on the bearish.
    The strongest signal counts (two equally strong ones of opposite sign cancel out), bonuses are
    added, the sum is scaled by `weight / canonical_weight`, halves away from zero, and clamped.
    """
    sums = [_sum_of(worth, holds) for holds in product((0, 1), repeat=2 * len(worth))]
    scaled = scaled_points(np.array(sums, dtype=np.float64), weight / canonical_weight, max_points)
    scaled.flags.writeable = False
    return scaled


def _sum_of(worth: tuple[tuple[int, bool], ...], holds: tuple[int, ...]) -> int:
    """Points of one combination; `holds` has its bits from the highest to the lowest."""
    bits = holds[::-1]
    strongest = bonuses = 0
    for place, (points, bonus) in enumerate(worth):
        bull, bear = bits[2 * place], bits[2 * place + 1]
        signed = points * (bull - bear)
        if bonus:
            bonuses += signed
        elif abs(signed) > abs(strongest):
            strongest = signed
        elif signed == -strongest:
            strongest = 0
    return strongest + bonuses


def scaled_points(points: FloatArray, factor: float, max_points: int) -> npt.NDArray[np.int16]:
    """Scale, round halves away from zero and clamp to ±`max_points`."""
    # 9 decimals first: 0.7 * 15 is a half in decimals, a hair less than one in binary
    scaled = np.rint(points * factor * 1e9) / 1e9
    rounded = np.copysign(np.floor(np.abs(scaled) + 0.5), scaled)
    return np.clip(rounded, -max_points, max_points).astype(np.int16)
