"""Lines of the report: tags are often as many as trades.

freqtrade builds several frames for each of them; with one trade every sum is that trade's, no
deviation exists, and the drawdown is its loss. Lines of no trade are freqtrade's own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
from freqtrade.data.metrics import calculate_cagr
from freqtrade.optimize.optimize_reports import optimize_reports
from pandas import DataFrame

from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.report_lines import NONE_MEASURED, Lot, line
from enygma.backtests.fast.upstream import Upstream

_MODULE = "freqtrade.optimize.optimize_reports.optimize_reports"
_METRICS = "freqtrade.data.metrics"
_original: Any = optimize_reports._generate_result_line  # noqa: SLF001 - what is replaced


def result_line(
    result: DataFrame,
    min_date: datetime,
    max_date: datetime,
    starting_balance: float,
    first_column: Any,
) -> dict[str, Any]:
    """`_generate_result_line` of freqtrade."""
    columns = ("profit_abs", "profit_ratio", "trade_duration")
    if len(result) == 1 and starting_balance > 0 and min_date != max_date:
        profit, ratio, minutes = (result[each].to_numpy()[0] for each in columns)
        if isinstance(profit, np.float64) and isinstance(ratio, np.float64):
            days = (max_date - min_date).days
            if np.isfinite(profit) and np.isfinite(ratio) and np.isfinite(minutes):
                return _line(profit, ratio, minutes, days, starting_balance) | {"key": first_column}
    lot = (
        Lot.of(result)
        if len(result) > 1 and starting_balance > 0 and min_date != max_date
        else None
    )
    if lot is not None:
        return line(lot, min_date, max_date, starting_balance, first_column)
    own: dict[str, Any] = _original(result, min_date, max_date, starting_balance, first_column)
    return own


def _line(
    profit: np.float64, ratio: np.float64, minutes: Any, days: int, balance: float
) -> dict[str, Any]:
    profit, ratio = profit + 0.0, ratio + 0.0  # a sum has no negative zero
    total, fallen = profit / balance, abs(min(profit, np.float64(0)))
    relative = (balance - (balance + profit)) / balance if fallen else 0.0
    calmar = total / max(1, days) * 100 / relative * np.sqrt(365) if relative else NONE_MEASURED
    return {
        "key": None,
        "trades": 1,
        "profit_mean": ratio,
        "profit_mean_pct": round(ratio * 100.0, 2),
        "profit_total_abs": profit,
        "profit_total": total,
        "profit_total_pct": round(total * 100.0, 2),
        "duration_avg": str(timedelta(minutes=round(np.float64(minutes)))),
        "wins": int(profit > 0),
        "draws": int(profit == 0),
        "losses": int(profit < 0),
        "winrate": float(profit > 0),
        "cagr": calculate_cagr(days or 1, balance, balance + profit),
        "expectancy": profit,
        "expectancy_ratio": -1.0 if profit < 0 else 100.0,
        "sortino": NONE_MEASURED,
        "sharpe": NONE_MEASURED,
        "calmar": float(calmar),
        "sqn": NONE_MEASURED,
        "p_value": 1.0,
        "profit_factor": 0.0,
        "max_drawdown_account": relative,
        "max_drawdown_abs": fallen,
    }


PIECE = Piece(
    "report lines",
    (Place(f"{_MODULE}:", "_generate_result_line", result_line),),
    (
        Upstream(f"{_MODULE}:_generate_result_line", "a21007126f5cac70"),
        Upstream(f"{_METRICS}:calculate_expectancy", "6e24528f827fc244"),
        Upstream(f"{_METRICS}:calculate_sortino", "ab55d51f150b730e"),
        Upstream(f"{_METRICS}:calculate_sharpe", "d7acc657b01a1526"),
        Upstream(f"{_METRICS}:calculate_calmar", "dba38102ac8e4c8b"),
        Upstream(f"{_METRICS}:calculate_sqn", "d98de9aaa0f35f1d"),
        Upstream(f"{_METRICS}:calculate_p_value", "b9a21e306c40ef8e"),
        Upstream(f"{_METRICS}:calculate_max_drawdown", "4a5211ef26d0c227"),
        Upstream(f"{_METRICS}:_calc_drawdown_series", "096b64af205acd02"),
        Upstream(f"{_METRICS}:_calculate_annualized_ratio", "1bedc3e0c9c48b33"),
    ),
)
