"""What the compiled model is given: numbers and arrays alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]

EXIT_SIGNAL, HARD_LIMIT, AFTER_CANDLES, STOP_LOSS, TRAILING_STOP, ROI, FORCE_EXIT = range(7)
REASONS = (
    "exit_signal",
    "hard_limit",
    "after_candles",
    "stop_loss",
    "trailing_stop_loss",
    "roi",
    "force_exit",
)
"""Why a trade was closed, as freqtrade and the strategy call it."""


class Market(NamedTuple):
    """Candles of all pairs on one time line. Shapes: (pairs, candles) where not said otherwise."""

    open: Floats
    high: Floats
    low: Floats
    close: Floats
    tick: Floats
    """The step of prices in the month of a candle."""
    side: Small
    """1 where freqtrade would enter long, -1 short, 0 where neither."""
    leaves: Small
    """1 where the candle's signals close a long, 2 a short, 3 both."""
    regime: Small
    """Of the signal's candle: 0 LOW, 1 MEDIUM, 2 HIGH, -1 none."""
    funding: Floats
    """Sum of the funding per unit up to a candle's beginning, that moment included."""
    funding_before: Floats
    """The same without that moment."""
    first: Whole
    """(pairs): the first candle of each."""
    after: Whole
    """(pairs): the one after its last."""
    lot: Floats
    """(pairs): smallest step of a size, in base currency."""
    least_size: Floats
    """(pairs): smallest order, in base currency."""
    least_cost: Floats
    """(pairs): smallest notional of an order, in stake currency."""
    day: Whole
    """(candles): the UTC day each begins in."""
    pays: Small
    """(candles): 1 where funding is settled when it begins."""


class Terms(NamedTuple):
    """The rules of one epoch. Percentages are of 100, ROI is on the margin."""

    balance: float
    usable_share: float
    """Of the balance that may be used as margin."""
    fixed_stake: float
    """freqtrade's own stake, which must be there; 0 where it is unlimited."""
    fee: float
    """Of one order, as a fraction of its notional."""
    most_trades: float
    can_short: bool
    margin_pct: Floats
    """(regimes): of equity."""
    leverage: Floats
    """(regimes)"""
    most_leverage: Floats
    """(pairs): of the market."""
    most_leverage_of_regime: Floats
    """(regimes)"""
    most_positions: int
    most_exposure_pct: float
    most_margin_pct: float
    most_drawdown_pct: float
    least_buffer_pct: float
    maintenance_pct: float
    taker_fee_pct: float
    initial_roi: float
    hard_limit: float
    """freqtrade's stop loss: a ratio below zero."""
    break_even_from_roi: float
    break_even_buffer_roi: float
    fees_times_leverage: bool
    reached_roi: Floats
    """(milestones): from the highest down."""
    locked_roi: Floats
    trail_from_roi: float
    trail_roi: float
    take_profit: float
    """A ratio."""
    slice_roi: Floats
    """(slices): from the highest down."""
    slice_pct: Floats
    """(slices): how much of the position is gone from there on."""
    longest_candles: int
    """0 for any."""


class Trades(NamedTuple):
    """Closed trades, one in each row."""

    whole: Whole
    """Columns: pair, opened (candle), closed (candle), side, reason."""
    numbers: Floats
    """Columns: entry, exit, size and stake of what was left at the end, leverage, profit, funding.

    In the order of `result.NUMBERS`.
    """


TICK_SHARE = 1e-6
"""Of a tick: prices nearer than this are the same."""
