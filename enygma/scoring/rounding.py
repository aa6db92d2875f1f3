"""Rounding before comparison, so that mathematically equal values compare as equal.

A running sum adds in another order than a fresh one, so the last bits of an indicator depend on
who computed it. Both sides of every comparison are therefore rounded: oscillators, which live on a
scale of their own, to 9 decimals; series on the price's scale to 11 significant digits of the
close of their candle.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

OSCILLATOR_SCALE: Final = 1e9
PRICE_DIGITS: Final = 11

_EXPONENTS: Final = range(-18, 19)
# read from their decimal form: repeated multiplication would miss some powers by one bit
_POWERS: Final = np.array([float(f"1e{exponent}") for exponent in _EXPONENTS])
_SCALES: Final = np.array([float(f"1e{PRICE_DIGITS - 1 - exponent}") for exponent in _EXPONENTS])


def round_oscillator(values: FloatArray) -> FloatArray:
    """The values rounded to 9 decimals."""
    rounded: FloatArray = values * OSCILLATOR_SCALE
    np.rint(rounded, out=rounded)
    return np.divide(rounded, OSCILLATOR_SCALE, out=rounded)


def price_scale(close: FloatArray) -> FloatArray | float:
    """What to multiply by so that the 11th significant digit of each close is the unit digit.

    One number when all closes have the same number of digits, else one number a candle.
    Needs at least one close; closes are positive.
    """
    smallest, largest = (_place(value) for value in (close.min(), close.max()))
    if smallest == largest:
        return float(_SCALES[smallest])
    scale = np.full(len(close), _SCALES[smallest])
    for place in range(smallest + 1, largest + 1):
        np.copyto(scale, _SCALES[place], where=close >= _POWERS[place])
    return scale


def _place(price: float) -> int:
    """Where in `_POWERS` the highest power is that does not exceed the price."""
    return max(int(np.searchsorted(_POWERS, price, side="right")) - 1, 0)


def round_price(values: FloatArray, scale: FloatArray | float) -> FloatArray:
    """A series on the price's scale, rounded to what `price_scale` says."""
    rounded: FloatArray = values * scale
    np.rint(rounded, out=rounded)
    return np.divide(rounded, scale, out=rounded)
