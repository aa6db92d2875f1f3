"""The candles on which something can happen, in place of all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
from freqtrade.enums import BacktestState
from freqtrade.optimize import backtesting
from pandas import Timestamp

from enygma.backtests.fast.course import Course, Track
from enygma.backtests.fast.detail import DetailedCourse
from enygma.backtests.fast.newest import newest_told
from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.rows import Rows
from enygma.backtests.fast.upstream import Upstream

_CLASS = "freqtrade.optimize.backtesting:Backtesting"
_BASE: Any = backtesting.Backtesting
_original = _BASE.time_pair_generator


def time_pair_generator(
    self: Any, start_date: datetime, end_date: datetime, pairs: list[str], data: dict[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """`Backtesting.time_pair_generator`; freqtrade's own for candles with gaps."""
    tracks = _tracks(self, start_date, pairs, data)
    if tracks is None:
        yield from _original(self, start_date, end_date, pairs, data)
        return
    total = int((end_date - start_date) / self.timeframe_td)
    self._set_progress_step(BacktestState.BACKTEST, total)
    course = DetailedCourse if self.timeframe_detail_td else Course
    with newest_told(self.dataprovider):
        yield from course(self, start_date, end_date, tracks)


def _tracks(
    backtest: Any, start: datetime, pairs: list[str], data: dict[str, Any]
) -> list[Track] | None:
    """The pairs that have rows; None where time does not go on evenly in one of them."""
    if backtest.dynamic_pairlist or _holds_coins(backtest, pairs):
        return None
    first = Timestamp(start + backtest.timeframe_td)
    step_ns = int(backtest.timeframe_td.total_seconds()) * 10**9
    tracks = []
    for pair in pairs:
        rows = data[pair]
        if not isinstance(rows, Rows):
            if len(rows):
                return None
            continue
        times_ns = rows.dates.as_unit("ns").asi8
        offset, rest = divmod(int(times_ns[0]) - first.as_unit("ns").value, step_ns)
        if rest or offset < 0 or (np.diff(times_ns) != step_ns).any():
            return None
        tracks.append(Track(pair, rows, offset, can_short=backtest._can_short))  # noqa: SLF001
    return tracks


def _holds_coins(backtest: Any, pairs: list[str]) -> bool:
    """Whether the wallet's history also holds coins, each at its price on every candle."""
    return any(backtest.wallets.get_total(each.split("/")[0]) for each in pairs)


PIECE = Piece(
    "candles without a trade",
    (Place(_CLASS, "time_pair_generator", time_pair_generator),),
    (
        Upstream(f"{_CLASS}.time_pair_generator", "abf3d1a360ab88f1"),
        Upstream(f"{_CLASS}._time_pair_generator_det", "9602453226174dc2"),
        Upstream(f"{_CLASS}._time_generator_det", "54b4df15962ca4be"),
        Upstream(f"{_CLASS}._time_generator", "2f5e3666ff6c659f"),
        Upstream(f"{_CLASS}._capture_wallet", "66c00e9732c79571"),
        Upstream(f"{_CLASS}.check_for_trade_entry", "f13b18567b5176b5"),
        Upstream(f"{_CLASS}.backtest_loop", "e6db4c1d0a841366"),
        Upstream(f"{_CLASS}.backtest", "c65dbdd3427a758d"),
        Upstream(f"{_CLASS}.handle_left_open", "fdfa833e77f3167a"),
        Upstream(
            "freqtrade.data.dataprovider:DataProvider._set_dataframe_max_index", "abfd9e4e41cd0123"
        ),
        Upstream(
            "freqtrade.data.dataprovider:DataProvider._set_dataframe_max_date", "d470260851212b2f"
        ),
    ),
)
