"""How many digits prices had in each month, counted with arithmetic in place of text."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from freqtrade.data.btanalysis import historic_precision
from pandas import DataFrame, Series

from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

_original: Any = historic_precision.get_tick_size_over_time
PRICES = ("open", "high", "low", "close")
_DIGITS = 14
"""Significant digits that freqtrade looks at."""
_LARGEST = 10.0**_DIGITS


def tick_size_over_time(candles: DataFrame) -> Series:
    """`get_tick_size_over_time`, with the columns that it leaves in the frame."""
    counts = {each: _places(candles[each].to_numpy()) for each in PRICES}
    if any(each is None for each in counts.values()):
        own: Series = _original(candles)
        return own
    for each in PRICES:
        candles[f"{each}_count"] = counts[each]
    candles["max_count"] = candles[["open_count", "close_count", "high_count", "low_count"]].max(
        axis=1
    )
    monthly = candles.set_index("date", drop=True)["max_count"].resample("MS").max()
    ticks: Series = 1 / 10**monthly
    return ticks


def _places(prices: npt.NDArray[Any]) -> npt.NDArray[Any] | None:
    """Decimal places of each price, NaN for a whole number; None for prices not seen to the end.

    A price is the double nearest to a decimal of `places` places when that decimal's digits,
    divided by their power of ten, give the same double: both are exact below 2**53, and the
    division rounds correctly. The decimal found first has no trailing zero.
    """
    if prices.dtype != np.float64 or not len(prices) or not (prices > 0).all():
        return None
    distinct, where = np.unique(prices, return_inverse=True)
    places = np.full(len(distinct), np.nan)
    left = np.arange(len(distinct))
    for count in range(_DIGITS):
        scale = 10.0**count
        digits = np.rint(distinct[left] * scale)
        if (digits >= _LARGEST).any():
            return None
        fits = digits / scale == distinct[left]
        places[left[fits]] = count or np.nan
        left = left[~fits]
        if not len(left):
            found = places[where]
            # as pandas counts the letters of texts: whole numbers where none is missing
            return found if np.isnan(found).any() else found.astype(np.int64)
    return None


PIECE = Piece(
    "tick size over time",
    (Place("freqtrade.optimize.backtesting:", "get_tick_size_over_time", tick_size_over_time),),
    (
        Upstream(
            "freqtrade.data.btanalysis.historic_precision:get_tick_size_over_time",
            "07ce8171395ae00d",
        ),
    ),
)
