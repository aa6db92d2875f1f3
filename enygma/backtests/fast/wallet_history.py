"""What freqtrade notes of the wallet on every candle: stretches without a change as one note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from freqtrade.optimize.optimize_reports import optimize_reports
from pandas import DataFrame, DatetimeIndex

from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

_original: Any = optimize_reports.convert_bt_wallet_collection
_UNIT = "us"
_MICROSECOND = timedelta(microseconds=1)
Note = tuple[datetime, str, float, float]
"""Moment, currency, its price in stake currency, and how much of it there is."""


class Stretch(NamedTuple):
    """So many candles on which the wallet holds the same."""

    first: Note
    step: timedelta
    candles: int

    def notes(self) -> Iterator[Note]:
        """Each candle's."""
        begin, *held = self.first
        for place in range(self.candles):
            yield begin + place * self.step, *held  # type: ignore[misc]


def history(notes: Sequence[Any]) -> DataFrame:
    """`convert_bt_wallet_collection`, of notes and of stretches of them."""
    firsts = [each.first if isinstance(each, Stretch) else each for each in notes]
    frame: DataFrame = _original(firsts)
    if len(notes) == 0:
        return frame
    dates = DatetimeIndex(frame["date"])
    if dates.unit != _UNIT:
        return _original(expanded(notes))  # type: ignore[no-any-return]
    counts = np.array([each.candles if isinstance(each, Stretch) else 1 for each in notes])
    steps = [each.step // _MICROSECOND if isinstance(each, Stretch) else 0 for each in notes]
    places = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
    times = np.repeat(dates.asi8, counts) + places * np.repeat(steps, counts)
    frame = frame.loc[frame.index.repeat(counts)].reset_index(drop=True)
    moments = DatetimeIndex(times.view(f"M8[{_UNIT}]"), tz="UTC")
    frame["date"] = moments.tz_convert(dates.tz)
    return frame


def expanded(notes: Sequence[Any]) -> list[Note]:
    """freqtrade's list of them."""
    found: list[Note] = []
    for each in notes:
        found += each.notes() if isinstance(each, Stretch) else [each]
    return found


PIECE = Piece(
    "wallet history",
    (Place("freqtrade.optimize.backtesting:", "convert_bt_wallet_collection", history),),
    (
        Upstream(
            "freqtrade.optimize.optimize_reports.optimize_reports:convert_bt_wallet_collection",
            "8ae891bb516162e5",
        ),
        Upstream("freqtrade.optimize.backtesting:Backtesting._capture_wallet", "66c00e9732c79571"),
        Upstream("freqtrade.optimize.backtesting:Backtesting.backtest", "c65dbdd3427a758d"),
    ),
)
