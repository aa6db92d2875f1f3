"""Funding of an open trade from arrays that are taken out of their frame once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from math import isnan
from typing import Any
from weakref import WeakKeyDictionary

from freqtrade.exchange import Exchange
from freqtrade.optimize import backtesting
from pandas import DataFrame

from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

_CLASS = "freqtrade.optimize.backtesting:Backtesting"
_BASE: Any = backtesting.Backtesting
_original = _BASE._run_funding_fees  # noqa: SLF001 - what is replaced
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
Columns = tuple[list[int], list[float]]
"""Times in nanoseconds, and the fees per unit."""
_ARRAYS: WeakKeyDictionary[Any, dict[str, tuple[DataFrame, Columns | None]]] = WeakKeyDictionary()
"""By backtest and pair: the frame, and what was taken out of it."""


def run_funding_fees(
    self: Any,
    trade: Any,
    current_time: datetime,
    force: bool = False,
) -> None:
    """`Backtesting._run_funding_fees`."""
    if not force and current_time.timestamp() % self.funding_fee_timeframe_secs != 0:
        return
    found = _arrays(self, trade.pair)
    if found is None:
        _original(self, trade, current_time, force)
        return
    times_ns, per_unit = found
    first = bisect_left(times_ns, _ns(trade.date_last_filled_utc))
    last = bisect_right(times_ns, _ns(current_time))
    # Python's own floats: sum() adds numpy's differently
    amount = float(trade.amount)
    fees = sum([each * amount for each in per_unit[first:last]])
    if isnan(fees):
        fees = 0.0
    trade.set_funding_fees(fees if trade.is_short else -fees)


def _ns(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND * 1000


def _arrays(backtest: Any, pair: str) -> Columns | None:
    """None where the exchange reckons in its own way, or the frame was made differently."""
    frame = backtest.futures_data[pair]
    kept = _ARRAYS.setdefault(backtest, {})
    known = kept.get(pair)
    if known is None or known[0] is not frame:
        known = kept[pair] = (frame, _columns(backtest.exchange, frame))
    return known[1]


def _columns(exchange: Any, frame: DataFrame) -> Columns | None:
    own = type(exchange).calculate_funding_fees is not Exchange.calculate_funding_fees
    if own or frame.empty or "_ff_fee_per_unit" not in frame.columns:
        return None
    return frame["_ff_date_ns"].tolist(), frame["_ff_fee_per_unit"].tolist()


PIECE = Piece(
    "funding",
    (Place(_CLASS, "_run_funding_fees", run_funding_fees),),
    (
        Upstream(f"{_CLASS}._run_funding_fees", "36808f4ebd256827"),
        Upstream("freqtrade.exchange.exchange:Exchange.calculate_funding_fees", "7f3c1e4f7b44b6fc"),
    ),
)
