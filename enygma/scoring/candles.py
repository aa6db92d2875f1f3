"""Candles as arrays, checked once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import talib
from pandas.api.extensions import ExtensionDtype

from enygma.scoring.errors import CandlesError
from enygma.scoring.rounding import FloatArray, price_scale, round_price

BoolArray = npt.NDArray[np.bool_]

COLUMNS: Final = ("open", "high", "low", "close", "volume")


@dataclass(frozen=True)
class Candles:
    """Whole candles, oldest first: prices in quote currency, volume in lots or in coins."""

    high: FloatArray
    low: FloatArray
    close: FloatArray
    volume: FloatArray
    _averages: dict[int, FloatArray] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.close)

    @cached_property
    def scale(self) -> FloatArray | float:
        """What rounds a series to 11 significant digits of the close."""
        return price_scale(self.close)

    @cached_property
    def rounded_close(self) -> FloatArray:
        """The closes, rounded as the series they are compared with."""
        return round_price(self.close, self.scale)

    def ema(self, period: int) -> FloatArray:
        """EMA of the closes, seeded with the mean of the first `period`; computed once."""
        if period not in self._averages:
            self._averages[period] = talib.EMA(self.close, period)
        return self._averages[period]

    @cached_property
    def any_flat(self) -> bool:
        """Whether any candle has no range, so that a window of them may have none either."""
        return bool((self.high == self.low).any())


def read_candles(frame: pd.DataFrame) -> tuple[Candles, BoolArray | None]:
    """The candles of a frame and, unless all of its rows are whole, which rows are.

    A row is whole when its prices are finite and above 0, its high not below its low and its
    volume finite and not below 0. The others are left out: the indicators go on as if the exchange
    had sent no candle then, which is what it does when nobody trades.

    Raises CandlesError when a column is missing or not numeric, or when dates are missing, out of
    order or there twice.
    """
    _check_columns(frame)
    _check_dates(frame["date"])
    columns = [_numbers(frame, name) for name in COLUMNS]
    _, high, low, close, volume = columns
    if _all_whole(*columns):
        return Candles(high, low, close, volume), None
    whole = _whole_rows(*columns)
    return Candles(high[whole], low[whole], close[whole], volume[whole]), whole


def _check_columns(frame: pd.DataFrame) -> None:
    missing = [name for name in ("date", *COLUMNS) if name not in frame.columns]
    if missing:
        raise CandlesError(
            f"candles lack the columns {', '.join(missing)}; "
            f"date, open, high, low, close and volume are needed"
        )


def _check_dates(dates: pd.Series) -> None:
    if not pd.api.types.is_datetime64_any_dtype(dates.dtype):
        raise CandlesError(f"the column date holds {dates.dtype}, not timestamps")
    moments = pd.DatetimeIndex(dates).asi8
    if (moments == np.iinfo(np.int64).min).any():
        raise CandlesError("a candle has no date (NaT)")
    backwards = moments[1:] <= moments[:-1]
    if backwards.any():
        row = int(backwards.argmax()) + 1
        raise CandlesError(
            f"candles must be sorted by date without doubles: row {row} ({dates.iloc[row]}) "
            f"does not come after row {row - 1} ({dates.iloc[row - 1]})"
        )


def _numbers(frame: pd.DataFrame, name: str) -> FloatArray:
    column = frame[name]
    try:
        if isinstance(column.dtype, ExtensionDtype):
            return column.to_numpy(dtype=np.float64, na_value=np.nan)
        # asking a plain column for its missing values would copy it
        return np.ascontiguousarray(column.to_numpy(dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise CandlesError(f"the column {name} is not numeric: {error}") from error


def _all_whole(
    opening: FloatArray, high: FloatArray, low: FloatArray, close: FloatArray, volume: FloatArray
) -> bool:
    """Whether every row is whole, as almost always; far quicker to tell than which rows are."""
    if not len(close):
        return True
    # the extremes of a column with a NaN are NaN, and no comparison with them holds
    positive = all(values.min() > 0 for values in (opening, low, close)) and volume.min() >= 0
    finite = all(values.max() < np.inf for values in (opening, high, close, volume))
    return bool(positive and finite and (high >= low).all())


def _whole_rows(
    opening: FloatArray, high: FloatArray, low: FloatArray, close: FloatArray, volume: FloatArray
) -> BoolArray:
    # a comparison with NaN is False, so only infinity is left to be looked for
    whole: BoolArray = (low > 0) & (opening > 0) & (close > 0) & (high >= low) & (volume >= 0)
    return whole & (high < np.inf) & (opening < np.inf) & (close < np.inf) & (volume < np.inf)
