"""The same entries at other times: what luck with the market alone would have earned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

RUNS = 1_000
CHUNK_CELLS = 2_000_000


@dataclass(frozen=True)
class PlaceboTrades:
    """The trades of one pair, as rows of its candles."""

    opens: Floats
    """The pair's candles from the first to the last of the run."""
    closes: Floats
    entry_row: Rows
    """The candle at whose open each trade entered."""
    exit_row: Rows
    """The candle at whose close each trade is taken to have left."""
    signed_notional: Floats
    """In the stake currency at entry, negative for a short."""
    costs: Floats
    """Fees less funding of each trade, in the stake currency."""


def placebo_profits(
    pairs: Sequence[PlaceboTrades], chance: np.random.Generator, runs: int = RUNS
) -> Floats:
    """The profit of all trades in each of `runs` placebos, in the stake currency.

    One placebo moves every entry of every pair by the same random share of the candles, from the
    end on to the beginning: side, holding time, size, costs and what was held together stay as
    they were, so that only the moment is different (a permutation test by circular shift, as in
    Politis and Romano, 1994, for dependent data). Stops are not walked again: a trade is held for
    as long as the real one was.
    """
    shares = chance.random(runs)
    total = np.zeros(runs)
    for trades in pairs:
        total += _pair_profits(trades, shares)
    return total


def _pair_profits(trades: PlaceboTrades, shares: Floats) -> Floats:
    candles = len(trades.opens)
    offsets = 1 + (shares * (candles - 1)).astype(np.int64)
    held = np.clip(trades.exit_row - trades.entry_row, 0, candles - 1)
    # past the last candle the market goes on as it began, from the last price
    closes = np.concatenate([trades.closes, trades.closes * trades.closes[-1] / trades.opens[0]])
    step = max(1, CHUNK_CELLS // max(1, len(held)))
    parts = [
        _shifted(trades, closes, offsets[first : first + step], held)
        for first in range(0, len(offsets), step)
    ]
    return np.asarray(np.concatenate(parts) - trades.costs.sum(), dtype=np.float64)


def _shifted(trades: PlaceboTrades, closes: Floats, offsets: Rows, held: Rows) -> Floats:
    start = (trades.entry_row[None, :] + offsets[:, None]) % len(trades.opens)
    change = closes[start + held[None, :]] / trades.opens[start] - 1.0
    return np.asarray(change @ trades.signed_notional, dtype=np.float64)


def placebo_rank(profit: float, placebos: Floats) -> float:
    """The share of placebos that earned at least as much, the real run counted as one of them.

    The p-value of a Monte Carlo test, never zero: Davison and Hinkley (1997), Bootstrap Methods
    and their Application, section 4.2.
    """
    # one that is always in the market earns the same at any time, up to rounding
    as_much = placebos >= profit - 1e-9 * max(abs(profit), float(np.abs(placebos).max(initial=0.0)))
    return float((1 + np.count_nonzero(as_much)) / (1 + len(placebos)))
