"""The deepest fall of a list of trades, from arrays in place of a frame for each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from freqtrade.data import metrics
from freqtrade.data.metrics import DrawDownResult
from pandas import DataFrame

from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

_METRICS = "freqtrade.data.metrics"
_REPORTS = "freqtrade.optimize.optimize_reports.optimize_reports"
_original = metrics.calculate_max_drawdown
Floats = npt.NDArray[np.float64]


def max_drawdown(
    trades: DataFrame,
    *,
    date_col: str = "close_date",
    value_col: str = "profit_abs",
    starting_balance: float = 0,
    relative: bool = False,
) -> Any:
    """`calculate_max_drawdown` of freqtrade.

    Raises ValueError for no trades.
    """
    if not len(trades) or not starting_balance or trades[value_col].dtype != np.float64:
        return _original(
            trades,
            date_col=date_col,
            value_col=value_col,
            starting_balance=starting_balance,
            relative=relative,
        )
    # of these two columns the order is the one of the whole frame
    ordered = trades[[date_col, value_col]].sort_values(date_col)
    dates, values = ordered[date_col], ordered[value_col].to_numpy()
    if np.isnan(values).any() or dates.isna().any():
        return _original(
            trades,
            date_col=date_col,
            value_col=value_col,
            starting_balance=starting_balance,
            relative=relative,
        )
    return _fallen(dates, values, starting_balance, relative=relative)


def falls(values: Floats, balance: float) -> tuple[Floats, Floats, Floats]:
    """Running sums, the highest of them so far, and the share of the balance that is lost there.

    From trades in the order of their dates; a zero stands before the first.
    """
    sums = np.cumsum(values)
    highs = np.maximum(0, np.maximum.accumulate(sums))
    highest = balance + highs
    shares = (highest - (balance + sums)) / highest
    before = np.zeros(1)
    return (
        np.concatenate([before, sums]),
        np.concatenate([before, highs]),
        np.concatenate([before, shares]),
    )


def _fallen(dates: Any, values: Any, balance: float, *, relative: bool) -> Any:
    sums, highs, fallen_share = falls(values, balance)
    fallen = sums - highs
    low = int(np.argmax(fallen_share) if relative else np.argmin(fallen))
    high, latest = int(np.argmax(highs[: low + 1])), int(np.argmax(highs[:-1]))
    return DrawDownResult(
        drawdown_abs=abs(fallen[low]),
        high_date=dates.iat[max(high - 1, 0)],
        low_date=dates.iat[max(low - 1, 0)],
        high_value=sums[high],
        low_value=sums[low],
        relative_account_drawdown=fallen_share[low],
        current_high_date=dates.iat[max(latest - 1, 0)],
        current_high_value=highs[-1],
        current_drawdown_abs=highs[-1] - sums[-1],
        current_relative_account_drawdown=fallen_share[-1],
    )


PIECE = Piece(
    "drawdown",
    (
        Place(f"{_METRICS}:", "calculate_max_drawdown", max_drawdown),
        Place(f"{_REPORTS}:", "calculate_max_drawdown", max_drawdown),
    ),
    (
        Upstream(f"{_METRICS}:calculate_max_drawdown", "4a5211ef26d0c227"),
        Upstream(f"{_METRICS}:_calc_drawdown_series", "096b64af205acd02"),
        Upstream(f"{_METRICS}:DrawDownResult", "3fb6a1cbfeafc7f3"),
    ),
)
