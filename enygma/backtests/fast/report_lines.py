"""Lines of the report that stand for two trades or more, from arrays in place of frames.

freqtrade builds a frame of all columns for each figure of a line. Sums, means and deviations are
taken here as pandas takes them, so that they are the same to the last bit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from freqtrade.data.metrics import _calculate_annualized_ratio as annualised
from freqtrade.data.metrics import calculate_cagr
from pandas import DataFrame, Series

from enygma.backtests.fast.drawdown import falls
from enygma.backtests.fast.t_test import tested

Floats = npt.NDArray[np.float64]
NONE_MEASURED = -100.0
"""freqtrade's Sharpe, Sortino and SQN where there is no deviation to divide by."""


@dataclass(frozen=True)
class Lot:
    """The trades of a line, in the order of their frame."""

    profits: Floats
    ratios: Floats
    minutes: float
    """The mean duration."""
    closed: npt.NDArray[np.datetime64]

    @classmethod
    def of(cls, trades: DataFrame) -> Lot | None:
        """None where a column is not as a backtest leaves it."""
        profits, ratios = (trades[each].to_numpy() for each in ("profit_abs", "profit_ratio"))
        closed = trades["close_date"].to_numpy(dtype="datetime64[ns]")
        minutes = trades["trade_duration"].mean()
        if profits.dtype != np.float64 or ratios.dtype != np.float64 or np.isnat(closed).any():
            return None
        finite = np.isfinite(profits).all() and np.isfinite(ratios).all() and np.isfinite(minutes)
        return cls(profits, ratios, minutes, closed) if finite else None

    def deepest(self, balance: float) -> tuple[float, float]:
        """The deepest fall in stake currency, and its share of the balance at its height."""
        # as pandas sorts a column of dates
        order = self.closed.argsort(kind="quicksort")
        sums, highs, shares = falls(self.profits[order], balance)
        low = int(np.argmin(sums - highs))
        return abs((sums - highs)[low]), shares[low]


def line(
    lot: Lot, min_date: datetime, max_date: datetime, balance: float, key: Any
) -> dict[str, Any]:
    """As `_generate_result_line` of freqtrade, for two trades or more."""
    profits, count = lot.profits, len(lot.profits)
    total = profits.sum() / balance
    mean = lot.ratios.sum() / count
    days = (max_date - min_date).days
    won, lost = profits[profits > 0], profits[profits < 0]
    fallen, share = lot.deepest(balance)
    return {
        "key": key,
        "trades": count,
        "profit_mean": mean,
        "profit_mean_pct": round(mean * 100.0, 2),
        "profit_total_abs": profits.sum(),
        "profit_total": total,
        "profit_total_pct": round(total * 100.0, 2),
        "duration_avg": str(timedelta(minutes=round(lot.minutes))),
        "wins": len(won),
        "draws": count - len(won) - len(lost),
        "losses": len(lost),
        "winrate": len(won) / count,
        "cagr": calculate_cagr(days or 1, balance, balance + profits.sum()),
        **_expected(won, lost, count),
        **_ratios(profits, lost, days, balance, share),
        "profit_factor": won.sum() / abs(lost.sum()) if lost.sum() else 0.0,
        "max_drawdown_account": share,
        "max_drawdown_abs": fallen,
    }


def _expected(won: Floats, lost: Floats, count: int) -> dict[str, Any]:
    """`calculate_expectancy`."""
    win = won.sum() / len(won) if len(won) else 0
    loss = abs(lost.sum()) / len(lost) if len(lost) else 0
    share_won, share_lost = len(won) / count, len(lost) / count
    ratio = ((1 + win / loss) * share_won) - 1 if loss > 0 else 100.0
    return {"expectancy": (share_won * win) - (share_lost * loss), "expectancy_ratio": ratio}


def _ratios(
    profits: Floats, lost: Floats, days: int, balance: float, share: float
) -> dict[str, Any]:
    """What is divided by a deviation, or by the deepest fall."""
    returns, period = profits / balance, max(1, days)
    of_pandas = Series(returns)
    daily, deviation = returns.sum() / period, of_pandas.std()
    return {
        "sortino": annualised(daily, Series(lost / balance).std(ddof=0)),
        "sharpe": annualised(daily, of_pandas.std(ddof=0)),
        "calmar": annualised(profits.sum() / balance / period * 100, share),
        "sqn": _sqn(returns, deviation),
        "p_value": tested(returns, deviation),
    }


def _sqn(returns: Floats, deviation: float) -> float:
    if deviation == 0 or np.isnan(deviation):
        return NONE_MEASURED
    count = len(returns)
    quality: float = round(math.sqrt(count) * (returns.sum() / count / deviation), 4)
    return quality
