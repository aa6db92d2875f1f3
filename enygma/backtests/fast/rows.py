"""The candles of a backtest by column: a row is put together when somebody asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from freqtrade.data.converter import trim_dataframe
from freqtrade.enums import BacktestState
from freqtrade.optimize import backtesting
from pandas import DataFrame, DatetimeIndex, Series, Timestamp

from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

_CLASS = "freqtrade.optimize.backtesting:Backtesting"
HEADERS: list[str] = backtesting.HEADERS
PRICES, SIGNALS = HEADERS[1:5], HEADERS[5:]
TAGS = ("enter_tag", "exit_tag")
BOXED_AT_ONCE = 32
"""Dates made of numbers at once."""


class Rows(Sequence[list[Any]]):
    """freqtrade's rows of one pair: date, prices, signals of the candle before, its tags."""

    def __init__(self, frame: DataFrame) -> None:
        """`frame` holds the columns of freqtrade's rows, signals moved by one candle."""
        self.dates = DatetimeIndex(frame["date"])
        self._boxed: list[Timestamp] = []
        self._boxed_from = 0
        self._columns = [_values(frame[name]) for name in HEADERS[1:]]
        named = dict(zip(HEADERS[1:], self._columns, strict=True))
        self._prices = named["open"], named["high"], named["low"]
        self._exits = named["exit_long"], named["exit_short"]

    def __len__(self) -> int:
        return len(self.dates)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        return self.row(place)

    def row(self, place: int) -> list[Any]:
        """The row at a place from 0 on."""
        return [self._date(place), *[each.item(place) for each in self._columns]]

    def _date(self, place: int) -> Timestamp:
        """Many at once where one candle after the other is asked for: each alone takes longer."""
        if place < 0:
            place += len(self)
        if 0 <= place - self._boxed_from < len(self._boxed):
            return self._boxed[place - self._boxed_from]
        goes_on = place == self._boxed_from + len(self._boxed)
        found = self.dates[place : place + BOXED_AT_ONCE] if goes_on else [self.dates[place]]
        self._boxed, self._boxed_from = list(found), place
        return self._boxed[0]

    def prices(self, place: int) -> tuple[float, float, float]:
        """First, highest and lowest price of a candle."""
        opened, high, low = self._prices
        return opened.item(place), high.item(place), low.item(place)

    def exits(self, place: int, *, is_short: bool) -> bool:
        """Whether a trade is to be left by signal."""
        return bool(self._exits[is_short].item(place))

    def sides(self, *, can_short: bool) -> npt.NDArray[np.int8]:
        """1 where freqtrade would enter long, -1 short, 0 where neither."""
        named = dict(zip(HEADERS[1:], self._columns, strict=True))
        enters_long, exits_long = named["enter_long"] == 1, named["exit_long"] == 1
        if not can_short:
            return np.where(enters_long & ~exits_long, 1, 0).astype(np.int8)
        enters_short, exits_short = named["enter_short"] == 1, named["exit_short"] == 1
        long = enters_long & ~exits_long & ~enters_short
        short = enters_short & ~exits_short & ~enters_long
        sides: npt.NDArray[np.int8] = long.astype(np.int8) - short.astype(np.int8)
        return sides


def _values(column: Series) -> npt.NDArray[Any]:
    """A column as an array whose `item` is what freqtrade's list of rows holds."""
    if column.dtype.kind in "fiub" and isinstance(column.dtype, np.dtype):
        return column.to_numpy()
    return np.asarray(column.astype(object), dtype=object)


def ohlcv_as_rows(self: Any, processed: dict[str, DataFrame]) -> dict[str, Any]:
    """`Backtesting._get_ohlcv_as_lists`, without a copy of columns that no row has."""
    data: dict[str, Any] = {}
    self._set_progress_step(BacktestState.CONVERT, len(processed))
    for pair, frame in processed.items():
        self.check_abort()
        self._increment_progress()
        analysed = self.strategy.ft_advise_signals(frame, {"pair": pair})
        self.dataprovider._set_cached_df(  # noqa: SLF001 - as freqtrade does
            pair, self.timeframe, analysed, self.config["candle_type_def"]
        )
        analysed = processed[pair] = trim_dataframe(
            analysed, self.timerange, startup_candles=self.required_startup
        )
        shifted = _shifted(analysed)
        data[pair] = shifted if isinstance(shifted, list) else Rows(shifted)
    return data


def _shifted(analysed: DataFrame) -> Any:
    """The columns of rows with signals of the candle before; plain rows of an unusual frame."""
    kept = [each for each in HEADERS if each in analysed.columns]
    frame = analysed[kept].copy()
    for name in SIGNALS:
        missing = None if name in TAGS else 0
        if name in frame.columns:
            column = frame[name]
            whole = column if _is_whole(column) else column.replace([np.nan], [missing])
            frame[name] = whole.shift(1)
        elif not frame.empty:
            frame[name] = missing
    frame = frame.drop(frame.head(1).index)
    return [] if frame.empty else frame[HEADERS]


def _is_whole(column: Series) -> bool:
    """Whether no number of a column is missing, told sooner than it takes to replace them."""
    dtype = column.dtype
    if not isinstance(dtype, np.dtype) or dtype.kind not in "iuf":
        return False
    return dtype.kind != "f" or not np.isnan(column.to_numpy()).any()


PIECE = Piece(
    "rows by column",
    (Place(_CLASS, "_get_ohlcv_as_lists", ohlcv_as_rows),),
    (
        Upstream(f"{_CLASS}._get_ohlcv_as_lists", "b8168aa844d5b366"),
        Upstream(f"{_CLASS}.validate_row", "2f7a5f118100c991"),
        Upstream(f"{_CLASS}.handle_left_open", "fdfa833e77f3167a"),
        Upstream(f"{_CLASS}.backtest", "c65dbdd3427a758d"),
    ),
)
