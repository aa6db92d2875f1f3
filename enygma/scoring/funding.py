"""The funding rate as an input: how high it is among those before it, and what that is worth."""

from __future__ import annotations

from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from enygma.scoring.errors import CandlesError
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.points import scaled_points
from enygma.scoring.ranks import doubled_ranks
from enygma.scoring.rounding import FloatArray
from enygma.scoring.timeframes import timeframe_minutes

RATE: Final = "funding_rate"
"""freqtrade's column of the rate; `date` is when it was charged."""
HOLDS: Final = np.timedelta64(24, "h")
"""How long a rate says something: three funding times of eight hours."""


class Funding(FrozenModel):
    """What the rank of the funding rate adds to the score. The canonical rules do not look at it.

    A high rate means that longs pay to stay: with a weight above 0 that speaks for falling prices.
    """

    weight: Annotated[int, Field(ge=-100, le=100)] = 0
    """Points at the ends of the rank, 0 in its middle; below 0 a high rate is bullish."""
    window: Annotated[int, Field(ge=2, le=180)] = 90
    """Rates among which the newest is ranked; 90 are 30 days at three a day."""

    def points(self, ranks: FloatArray) -> npt.NDArray[np.int16]:
        """Points for ranks in percent, halves away from zero; 0 where the rank is not known."""
        middled = np.where(np.isnan(ranks), 0.0, 1.0 - ranks / 50.0)
        return scaled_points(middled, float(self.weight), abs(self.weight))


def funding_ranks(
    candles: pd.DataFrame, timeframe: str, rates: pd.DataFrame, window: int
) -> FloatArray:
    """The rank of the funding rate that was known when each candle closed, in percent.

    `candles` has `date` (the opening, sorted); `rates` has `date` (when the rate was charged) and
    `funding_rate`. The newest rate that was charged before a candle closed is ranked among the
    last `window` up to it: 0 is the lowest, 100 the highest, 50 where all are the same; equal ones
    share the mean of their ranks. A rate that is charged at the very moment of the close is not
    known yet. NaN where fewer than `window` rates were charged, or none within `HOLDS`.

    Raises CandlesError when `rates` lacks a column.
    """
    charged, values = _series(rates)
    known = np.full(len(candles), np.nan)
    if len(values) < window:
        return known
    closes = _moments(candles["date"]) + np.timedelta64(timeframe_minutes(timeframe), "m")
    newest = np.searchsorted(charged, closes, side="left") - 1
    rows = np.flatnonzero(newest >= window - 1)
    rows = rows[closes[rows] - charged[newest[rows]] <= HOLDS]
    ranks = (doubled_ranks(values, window) - 2.0) * 50.0 / (window - 1)
    known[rows] = ranks[newest[rows] - (window - 1)]
    return known


def _series(rates: pd.DataFrame) -> tuple[npt.NDArray[np.datetime64], FloatArray]:
    """Moments and rates, sorted, each moment once, without gaps."""
    missing = [each for each in ("date", RATE) if each not in rates.columns]
    if missing:
        raise CandlesError(f"funding rates lack the columns {', '.join(missing)}")
    whole = rates[["date", RATE]].dropna().drop_duplicates("date").sort_values("date")
    return _moments(whole["date"]), whole[RATE].to_numpy(float)


def _moments(dates: pd.Series) -> npt.NDArray[np.datetime64]:
    moments = pd.DatetimeIndex(dates)
    plain = moments if moments.tz is None else moments.tz_convert(None)
    return np.asarray(plain.as_unit("ns").to_numpy())
