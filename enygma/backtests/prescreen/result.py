"""The model's trades as a loss function and the ledger read trades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pandas import DataFrame, to_datetime

from enygma.backtests.prescreen.candles import Tags, Timeline
from enygma.backtests.prescreen.terms import EXIT_SIGNAL, REASONS, Trades, Whole

WHOLE = ("pair", "opened", "closed", "side", "exit_reason")
NUMBERS = (
    "open_rate",
    "close_rate",
    "amount",
    "leverage",
    "stake_amount",
    "profit_abs",
    "profit_ratio",
    "funding_fees",
)


def frame_of(
    trades: Trades, count: int, pairs: Sequence[str], line: Timeline, tags: Tags | None = None
) -> DataFrame:
    """A row for each trade, in the order in which they closed, with freqtrade's columns."""
    whole = dict(zip(WHOLE, trades.whole[:count].T, strict=True))
    dates = {name: line.times_ns[whole[name]] for name in ("opened", "closed")}
    frame = DataFrame({"pair": np.array(pairs, dtype=object)[whole["pair"]]})
    frame["open_date"] = to_datetime(dates["opened"], utc=True)
    frame["close_date"] = to_datetime(dates["closed"], utc=True)
    for name, column in zip(NUMBERS, trades.numbers[:count].T, strict=True):
        frame[name] = column
    frame["trade_duration"] = (dates["closed"] - dates["opened"]) // (60 * 10**9)
    frame["exit_reason"] = _reasons(whole, tags)
    frame["is_short"] = whole["side"] < 0
    return frame


def _reasons(whole: Mapping[str, Whole], tags: Tags | None) -> Tags:
    """A signal to leave goes by its own name where it has one."""
    reasons: Tags = np.array(REASONS, dtype=object)[whole["exit_reason"]]
    if tags is None:
        return reasons
    found = tags[whole["pair"], whole["closed"]]
    is_named = np.array([isinstance(each, str) and bool(each) for each in found], dtype=bool)
    named = (whole["exit_reason"] == EXIT_SIGNAL) & is_named
    reasons[named] = found[named]
    return reasons


def daily_profits(trades: DataFrame) -> Mapping[str, float]:
    """Profit in stake currency by the day of the exit, `YYYY-MM-DD`."""
    closed = trades["close_date"].to_numpy(dtype="datetime64[ns]").astype("datetime64[D]")
    days, where = np.unique(closed, return_inverse=True)
    sums = np.bincount(where, trades["profit_abs"].to_numpy(float), len(days))
    return dict(zip(days.astype(str).tolist(), sums.tolist(), strict=True))
