"""The candle that a reader means by a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from enygma.research.refusal import CandleStoreError, RequestError

SHOWN = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Moment:
    """A candle, named as freqtrade names it: by its open time. The decision falls at its close."""

    opened: pd.Timestamp
    closed: pd.Timestamp

    def __str__(self) -> str:
        return f"opened {self.opened:{SHOWN}}, closed {self.closed:{SHOWN}} UTC"


def parse_time(text: str) -> pd.Timestamp:
    """A time in ISO 8601, in UTC unless it names another offset.

    Raises `RequestError` for anything else.
    """
    try:
        time = pd.Timestamp(datetime.fromisoformat(text))
    except ValueError as error:
        raise RequestError(
            f"--at {text!r} is no time; write it as 2026-01-05T14:30 (UTC) or, with an offset, "
            "2026-01-05T15:30+01:00"
        ) from error
    return time.tz_localize("UTC") if time.tzinfo is None else time.tz_convert("UTC")


def candle_at(candles: pd.DataFrame, time: pd.Timestamp, timeframe: str) -> Moment:
    """The candle whose open time is `time`, or which was forming then.

    Raises `CandleStoreError` when the candles do not reach that far.
    """
    length = pd.Timedelta(timeframe)
    first, last = candles["date"].iloc[0], candles["date"].iloc[-1]
    if not first <= time < last + length:
        raise CandleStoreError(
            f"{time:{SHOWN}} UTC is outside the {timeframe} candles at hand, which open from "
            f"{first:{SHOWN}} to {last:{SHOWN}} UTC"
        )
    opened = candles["date"][candles["date"] <= time].iloc[-1]
    return Moment(opened, opened + length)
