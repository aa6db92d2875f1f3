"""Candles of a finer timeframe, for the candles on which something can happen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from freqtrade.optimize import backtesting
from freqtrade.optimize.backtesting import ELONG_IDX, ESHORT_IDX
from freqtrade.persistence.trade_model import LocalTrade
from pandas import DataFrame, DatetimeIndex

from enygma.backtests.fast.course import Course
from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

_CLASS = "freqtrade.optimize.backtesting:Backtesting"
_BASE: Any = backtesting.Backtesting
_original = _BASE.get_detail_data
_COLUMNS = ["date", "open", "high", "low", "close"]


class DetailedCourse(Course):
    """A run in which a busy candle is followed through its finer ones."""

    def _candle(self, candle: int) -> Iterator[tuple[Any, ...]]:
        busy = [each.pair for each in LocalTrade.bt_trades_open]
        sides: dict[str, str | None] = {}
        finer: dict[str, list[Any]] = {}
        for now, pair, row, side in self._coarse(candle, busy, sides):
            first = self._finer(pair, row, finer)
            if not self._passes(now, pair, first):
                yield now, pair, first, now == self._end, side
        now, step = self._time(candle), self._backtest.timeframe_detail_td
        longest = max(map(len, finer.values()), default=0)
        for place in range(1, min(longest, self._step // step + 1)):
            yield from self._fine(now, now + step * place, place, (busy, sides, finer))

    def _coarse(
        self, candle: int, busy: list[str], sides: dict[str, str | None]
    ) -> Iterator[tuple[Any, ...]]:
        """The candle of each pair; `sides` and `busy` are kept up to date."""
        for now, pair, rows, place, side in self._visits(candle):
            sides[pair] = side
            if pair not in busy and LocalTrade.bt_trades_open_pp[pair]:
                busy.append(pair)
            yield now, pair, rows.row(place), side

    def _passes(self, now: datetime, pair: str, row: list[Any]) -> bool:
        trades = LocalTrade.bt_trades_open_pp[pair]
        if not trades or row[ESHORT_IDX if trades[0].is_short else ELONG_IDX]:
            return False
        return self._watch.passes(now, trades, row[1:4])

    def _finer(self, pair: str, row: list[Any], finer: dict[str, list[Any]]) -> list[Any]:
        if pair not in self._backtest.detail_data:
            return row
        found = self._backtest.get_detail_data(pair, row)
        if found is None:
            return row
        finer[pair] = found
        return found[0]  # type: ignore[no-any-return]

    def _fine(
        self, coarse: datetime, now: datetime, place: int, state: tuple[Any, Any, Any]
    ) -> Iterator[tuple[Any, ...]]:
        busy, sides, finer = state
        backtest = self._backtest
        for pair in dict.fromkeys([*(t.pair for t in LocalTrade.bt_trades_open), *self._tracks]):
            rows = finer.get(pair)
            if rows is None or len(rows) <= place:
                continue
            side = sides.get(pair)
            if backtest.strategy.ignore_expired_candle(
                coarse - self._step, now, backtest.timeframe_secs, side is not None
            ):
                side = None
            backtest.dataprovider._set_dataframe_max_date(now)  # noqa: SLF001 - as freqtrade does
            is_open = bool(LocalTrade.bt_trades_open_pp[pair])
            if pair in busy and not is_open:
                continue
            if is_open and pair not in busy:
                busy.append(pair)
            if (is_open or side is not None) and not self._passes(now, pair, rows[place]):
                yield now, pair, rows[place], now == self._end, side


class _Finer:
    """The finer candles of one pair."""

    def __init__(self, frame: DataFrame) -> None:
        self._dates = DatetimeIndex(frame["date"])
        self._times_ns = self._dates.as_unit("ns").asi8
        self._prices = frame[_COLUMNS[1:]].to_numpy()

    def between(self, first_ns: int, after_ns: int) -> list[list[Any]]:
        begin, end = self._times_ns.searchsorted([first_ns, after_ns]).tolist()
        prices = self._prices[begin:end].tolist()
        return [[date, *each] for date, each in zip(self._dates[begin:end], prices, strict=True)]


_FINER: WeakKeyDictionary[Any, dict[str, tuple[DataFrame, _Finer | None]]] = WeakKeyDictionary()
"""By backtest and pair: the frame, and its candles; None for a frame of another make."""


def get_detail_data(self: Any, pair: str, row: Any) -> Any:
    """`Backtesting.get_detail_data`."""
    finer = _of(self, pair)
    if finer is None:
        return _original(self, pair, row)
    date = row[backtesting.DATE_IDX]
    found = finer.between(date.as_unit("ns").value, (date + self.timeframe_td).as_unit("ns").value)
    signals = row[backtesting.LONG_IDX :]
    return [each + signals for each in found] or None


def _of(backtest: Any, pair: str) -> _Finer | None:
    frame = backtest.detail_data[pair]
    kept = _FINER.setdefault(backtest, {})
    if pair not in kept or kept[pair][0] is not frame:
        is_plain = list(frame.columns[:5]) == _COLUMNS
        is_plain = is_plain and set(frame.dtypes.iloc[1:5]) == {np.dtype(float)}
        kept[pair] = (frame, _Finer(frame) if is_plain else None)
    return kept[pair][1]


PIECE = Piece(
    "detail candles",
    (Place(_CLASS, "get_detail_data", get_detail_data),),
    (Upstream(f"{_CLASS}.get_detail_data", "2800a9585b6d90cf"),),
)
