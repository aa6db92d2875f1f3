"""How many digits prices had in each month, counted with arithmetic in place of text."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from math import isnan, nan
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from freqtrade.data.btanalysis import historic_precision
from freqtrade.exchange.exchange_utils import TICK_SIZE
from pandas import DataFrame, Series, Timestamp

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


_PRECISIONS: WeakKeyDictionary[Any, dict[str, tuple[Series, list[int], Any]]] = WeakKeyDictionary()
"""By backtest and pair: the tick sizes, the beginnings of their months, the sizes."""


def get_pair_precision(self: Any, pair: str, current_time: datetime) -> tuple[Any, int]:
    """`Backtesting.get_pair_precision`."""
    ticks = self.price_pair_prec.get(pair)
    if ticks is not None:
        tick = _at(_PRECISIONS.setdefault(self, {}), pair, ticks, Timestamp(current_time).value)
        if not isnan(tick):
            return tick, TICK_SIZE
    return self.exchange.get_precision_price(pair), self.precision_mode_price


def _at(kept: dict[str, Any], pair: str, ticks: Series, time_ns: int) -> Any:
    """The last size that is known at a moment, as `Series.asof` finds it."""
    if pair not in kept or kept[pair][0] is not ticks:
        begins: Any = ticks.index
        kept[pair] = (ticks, begins.as_unit("ns").asi8.tolist(), ticks.to_numpy())
    _, begins_ns, sizes = kept[pair]
    place = bisect_right(begins_ns, time_ns) - 1
    while place > 0 and isnan(sizes[place]):
        place -= 1
    return sizes[place] if place >= 0 else nan


_CLASS = "freqtrade.optimize.backtesting:Backtesting"

PIECE = Piece(
    "tick size over time",
    (
        Place("freqtrade.optimize.backtesting:", "get_tick_size_over_time", tick_size_over_time),
        Place(_CLASS, "get_pair_precision", get_pair_precision),
    ),
    (
        Upstream(f"{_CLASS}.get_pair_precision", "bf58a9ebba9a64fd"),
        Upstream(
            "freqtrade.data.btanalysis.historic_precision:get_tick_size_over_time",
            "07ce8171395ae00d",
        ),
    ),
)
