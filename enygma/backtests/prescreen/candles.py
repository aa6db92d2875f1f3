"""From the candles of a search to the arrays of the model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from freqtrade.data.converter import trim_dataframe
from pandas import DataFrame, DatetimeIndex, Series, Timestamp

from enygma.backtests.prescreen.rules import REGIMES
from enygma.backtests.prescreen.terms import Floats, Market, Small, Whole

Tags = npt.NDArray[np.object_]
LONG, SHORT = 1, 2
DAY_NS = 86_400 * 10**9
SIGNALS = ("enter_long", "exit_long", "enter_short", "exit_short")


class Timeline:
    """The candles of a backtest, from the second on: the first has no signal before it."""

    def __init__(self, backtest: Any, start: datetime, end: datetime) -> None:
        step = backtest.timeframe_td
        self.count = max(0, (end - start) // step)
        self.step_ns = int(step.total_seconds()) * 10**9
        first_ns = Timestamp(start + step).as_unit("ns").value
        self.times_ns: Whole = first_ns + self.step_ns * np.arange(self.count, dtype=np.int64)

    def place(self, frame: DataFrame) -> tuple[int, int]:
        """The first candle of a frame after the one that only has a signal, and its end."""
        times_ns = DatetimeIndex(frame["date"]).as_unit("ns").asi8[1:]
        if not len(times_ns) or not self.count:
            return 0, 0
        first = int((times_ns[0] - self.times_ns[0]) // self.step_ns)
        return first, first + len(times_ns)


def trimmed(backtest: Any, frame: DataFrame) -> DataFrame:
    """Without the candles that indicators need to begin with."""
    found: DataFrame = trim_dataframe(
        frame, backtest.timerange, startup_candles=backtest.required_startup
    )
    return found


def market_of(backtest: Any, frames: Mapping[str, DataFrame], line: Timeline) -> Market:
    """The candles of trimmed frames, without any signal.

    Raises ValueError where time does not go on evenly in one of them.
    """
    shape = (len(frames), line.count)
    prices = {name: np.full(shape, np.nan) for name in ("open", "high", "low", "close", "tick")}
    funding, before = np.zeros(shape), np.zeros(shape)
    places = np.zeros((2, len(frames)), dtype=np.int64)
    lots = np.zeros((3, len(frames)))
    for row, (pair, frame) in enumerate(frames.items()):
        first, after = places[:, row] = line.place(frame)
        _require_even(pair, frame, line)
        for name in ("open", "high", "low", "close"):
            prices[name][row, first:after] = frame[name].to_numpy(float)[1:]
        prices["tick"][row] = _ticks(backtest, pair, line)
        funding[row], before[row] = _funding(backtest, pair, line)
        lots[:, row] = _lots(backtest.exchange, pair)
    return Market(
        open=prices["open"], high=prices["high"], low=prices["low"], close=prices["close"],
        tick=prices["tick"],
        side=np.zeros(shape, np.int8), leaves=np.zeros(shape, np.int8),
        regime=np.full(shape, REGIMES.index("MEDIUM"), np.int8),
        funding=funding, funding_before=before,
        first=places[0], after=places[1],
        lot=lots[0], least_size=lots[1], least_cost=lots[2],
        day=line.times_ns // DAY_NS,
        pays=_pays(backtest, line),
    )  # fmt: skip


def with_regimes(market: Market, frames: Mapping[str, DataFrame], column: str | None) -> Market:
    """The same candles with the regimes of trimmed frames; without a column all are MEDIUM."""
    if column is None:
        return market
    regimes = market.regime.copy()
    for row, frame in enumerate(frames.values()):
        regimes[row, market.first[row] : market.after[row]] = _regimes(frame[column])[:-1]
    return market._replace(regime=regimes)


def with_signals(market: Market, frames: Mapping[str, DataFrame], *, can_short: bool) -> Market:
    """The same candles with the signals of trimmed frames."""
    side, leaves = np.zeros_like(market.side), np.zeros_like(market.leaves)
    for row, frame in enumerate(frames.values()):
        found = slice(market.first[row], market.after[row])
        side[row, found], leaves[row, found] = _signals(frame, can_short=can_short)
    return market._replace(side=side, leaves=leaves)


def exit_tags(market: Market, frames: Mapping[str, DataFrame]) -> Tags | None:
    """What the signals to leave are called, by pair and candle; None where they have no names."""
    if not any("exit_tag" in each for each in frames.values()):
        return None
    tags = np.full(market.open.shape, None, dtype=object)
    for row, frame in enumerate(frames.values()):
        if "exit_tag" in frame:
            found = frame["exit_tag"].astype(object).to_numpy()[:-1]
            tags[row, market.first[row] : market.after[row]] = found
    return tags


def _signals(frame: DataFrame, *, can_short: bool) -> tuple[Small, Small]:
    """Sides to enter and to leave, moved by one candle as freqtrade does."""
    given = {name: _is_one(frame, name) for name in SIGNALS}
    if not can_short:
        given["enter_short"] = given["exit_short"] = np.zeros(len(frame), bool)
    enters_long, exits_long, enters_short, exits_short = (given[name] for name in SIGNALS)
    long = enters_long & ~exits_long & ~enters_short
    short = enters_short & ~exits_short & ~enters_long
    leaves = LONG * (exits_long & ~enters_long) + SHORT * (exits_short & ~enters_short)
    side = (long * 1 - short * 1).astype(np.int8)
    return side[:-1], leaves.astype(np.int8)[:-1]


def _is_one(frame: DataFrame, name: str) -> Any:
    if name not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame[name].to_numpy() == 1


def _regimes(column: Series) -> Small:
    numbers = {each.value: number for number, each in enumerate(REGIMES)}
    found: Small = np.asarray(column.map(numbers).fillna(-1), dtype=np.int8)
    return found


def _require_even(pair: str, frame: DataFrame, line: Timeline) -> None:
    times_ns = DatetimeIndex(frame["date"]).as_unit("ns").asi8
    if (np.diff(times_ns) != line.step_ns).any():
        raise ValueError(f"candles of {pair} have gaps")


def _ticks(backtest: Any, pair: str, line: Timeline) -> Floats:
    """The step of prices as `Backtesting.get_pair_precision` has it."""
    own = float(backtest.exchange.get_precision_price(pair))
    steps = backtest.price_pair_prec.get(pair)
    if steps is None:
        return np.full(line.count, own)
    found = steps.asof(DatetimeIndex(line.times_ns, tz="UTC"))
    ticks: Floats = found.fillna(own).to_numpy(float)
    return ticks


def _funding(backtest: Any, pair: str, line: Timeline) -> tuple[Floats, Floats]:
    """Sums of the fees per unit up to each candle, with and without the one that it begins with."""
    frame = backtest.futures_data[pair]
    fees = np.nan_to_num(frame["_ff_fee_per_unit"].to_numpy(float))
    sums = np.concatenate([np.zeros(1), np.cumsum(fees)])
    times_ns = frame["_ff_date_ns"].to_numpy(np.int64)
    after = np.searchsorted(times_ns, line.times_ns, "right")
    return sums[after], sums[np.searchsorted(times_ns, line.times_ns, "left")]


def _pays(backtest: Any, line: Timeline) -> Small:
    every_ns = int(backtest.funding_fee_timeframe_secs) * 10**9
    pays: Small = (line.times_ns % every_ns == 0).astype(np.int8)
    return pays


def _lots(exchange: Any, pair: str) -> tuple[float, float, float]:
    """Lot and smallest size in base currency, smallest notional in stake currency."""
    contract, limits = float(exchange.get_contract_size(pair)), exchange.markets[pair]["limits"]
    lot = float(exchange.get_precision_amount(pair)) * contract
    least = (limits["amount"]["min"] or 0.0) * contract
    return lot, least, (limits["cost"]["min"] or 0.0) * contract
