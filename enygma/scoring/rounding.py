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
    """Round to 9 decimals, in place; returns the same array."""
    np.multiply(values, OSCILLATOR_SCALE, out=values)
    np.rint(values, out=values)
    return np.divide(values, OSCILLATOR_SCALE, out=values)


def price_scale(close: FloatArray) -> FloatArray | float:
    """What to multiply by so that the 11th significant digit of each close is the unit digit.

    One number when all closes have the same number of digits, else one number a candle.
    Needs at least one close; closes are positive.
    """
    smallest, largest = np.searchsorted(_POWERS, [close.min(), close.max()], side="right") - 1
    if smallest == largest:
        return float(_SCALES[max(smallest, 0)])
    places = np.searchsorted(_POWERS, close, side="right") - 1
    return _SCALES.take(places, mode="clip")


def round_price(values: FloatArray, scale: FloatArray | float) -> FloatArray:
    """Round a series on the price's scale, in place; returns the same array."""
    np.multiply(values, scale, out=values)
    np.rint(values, out=values)
    return np.divide(values, scale, out=values)
