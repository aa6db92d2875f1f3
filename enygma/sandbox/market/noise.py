"""Reproducible randomness: streams by name, correlated noise, and hashes for random access."""

from zlib import crc32

import numpy as np

from enygma.sandbox.market.candles import Floats, Ints

_UINT64 = (1 << 64) - 1
# Contributions of older shocks below this are lost in the rounding of a double anyway.
_NEGLIGIBLE = 1e-18


def stream(seed: int, name: str, index: int = 0) -> np.random.Generator:
    """A random generator that depends on nothing but its arguments.

    Its first n draws of one kind are the same however many are drawn, so a series may be
    lengthened without changing its beginning.
    """
    return np.random.Generator(np.random.PCG64((seed, crc32(name.encode()), index)))


def autoregression(shocks: Floats, coefficient: float) -> Floats:
    """``y[t] = coefficient * y[t-1] + shocks[t]`` along the last axis, `coefficient` in (0, 1).

    Hillis and Steele's doubling scan: log2(n) vector additions instead of a loop over t.
    """
    result = np.array(shocks, dtype=np.float64)
    step, factor = 1, coefficient
    while step < result.shape[-1] and factor > _NEGLIGIBLE:
        result[..., step:] += factor * result[..., :-step]
        step, factor = 2 * step, factor * factor
    return result


def fading_memory(normals: Floats, half_life: float) -> Floats:
    """Unit-variance first-order autoregression of standard normals; half-life in samples."""
    coefficient = 0.5 ** (1.0 / half_life)
    shocks = normals * np.sqrt(1.0 - coefficient**2)
    shocks[..., 0] = normals[..., 0]
    return autoregression(shocks, coefficient)


def hashed_uniforms(key: int, count: int) -> Floats:
    """`count` numbers in (0, 1) from an integer key, without building a generator.

    SplitMix64 (Steele, Lea, Flood 2014) evaluated at `count` consecutive counters.
    """
    counters: np.ndarray[tuple[int, ...], np.dtype[np.uint64]] = np.arange(
        1, count + 1, dtype=np.uint64
    )
    state = np.uint64(key & _UINT64) + counters * np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    state ^= state >> np.uint64(31)
    return ((state >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def hash_key(name: str, *indices: int) -> int:
    """A 64-bit key for `hashed_uniforms` from a name and integers."""
    key = crc32(name.encode())
    for index in indices:
        key = ((key ^ (index & _UINT64)) * 0xD6E8FEB86659FD93 + 0x2545F4914F6CDD1D) & _UINT64
    return key


def spread_lots(total: Floats, shares: Floats) -> Ints:
    """Whole lots of `total` dealt out along the last axis of `shares` (each row sums to 1)."""
    upto = np.floor(np.cumsum(shares, axis=-1) * total[..., None] + 1e-6)
    upto[..., -1] = total
    return np.diff(upto, axis=-1, prepend=0.0).astype(np.int64)
