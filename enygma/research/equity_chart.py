"""What the page draws of the account: equity and drawdown."""

from __future__ import annotations

from typing import Any

import pandas as pd

from enygma.research.encoding import pack
from enygma.research.equity import drawdown

MAX_POINTS = 6000
"""More would not show on any screen. The lowest point of the drawdown is always kept."""


def equity_payload(equity: pd.Series) -> dict[str, Any]:
    """Equity and drawdown (percent) as the page's script reads them, thinned to `MAX_POINTS`."""
    fall = drawdown(equity)
    keep = _rows_to_draw(fall)
    times = pd.DatetimeIndex(equity.index).as_unit("ms").asi8
    return {
        "times": [int(times[row]) for row in keep],
        "equity": pack(equity.iloc[keep], "f4"),
        "drawdown": pack(fall.iloc[keep] * 100, "f4"),
    }


def _rows_to_draw(fall: pd.Series) -> list[int]:
    if fall.empty:
        return []
    every = -(-len(fall) // MAX_POINTS)
    return sorted({*range(0, len(fall), every), int(fall.to_numpy().argmin()), len(fall) - 1})
