"""What the page shows of risk: the fall within each day, the exposure, and their limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from enygma.research.encoding import pack
from enygma.research.equity import day_drawdown
from enygma.research.equity_chart import MAX_POINTS
from enygma.research.exposure import exposure_curve

if TYPE_CHECKING:
    from custom_risk.settings import LimitSettings
    from enygma.research.refusals import RefusalRow


@dataclass(frozen=True)
class RiskChart:
    """The data of the risk section."""

    equity: pd.Series
    trades: pd.DataFrame
    limits: LimitSettings
    refusals: list[RefusalRow] | None
    """None where the result does not tell."""

    @cached_property
    def fall(self) -> pd.Series:
        """The fall from the UTC day's peak in percent, 0 or less."""
        return day_drawdown(self.equity) * 100

    @cached_property
    def exposure(self) -> pd.Series:
        """The notional of the open positions in percent of the equity."""
        return exposure_curve(self.trades, self.equity) * 100

    def payload(self) -> dict[str, Any]:
        """The data as the page's script reads it; of points that share a pixel the extreme."""
        every = -(-len(self.equity) // MAX_POINTS) or 1
        group = np.arange(len(self.equity)) // every
        times = pd.DatetimeIndex(self.equity.index).as_unit("ms").asi8
        return {
            "times": [int(time) for time in times[::every]],
            "fall": pack(self.fall.groupby(group).min(), "f4"),
            "fall_limit": -float(self.limits.max_daily_drawdown_pct),
            "exposure": pack(self.exposure.groupby(group).max(), "f4"),
            "exposure_limit": float(self.limits.max_exposure_pct),
        }

    def note(self) -> str:
        """The two extremes beside their limits, in words."""
        if self.equity.empty:
            return "No candles, so there is nothing to draw."
        return (
            f"Worst fall within a day {-self.fall.min():.2f} %; entries stop at "
            f"{self.limits.max_daily_drawdown_pct} %, what is open may fall further. "
            f"Highest exposure {self.exposure.max():.1f} % of the equity, the cap is "
            f"{self.limits.max_exposure_pct} %. Both at the closes of candles."
        )

    def refusal_note(self) -> str:
        """What the table of refusals counts."""
        if self.refusals is None:
            return "This result does not tell what was refused; run the backtest again."
        if not self.refusals:
            return "No entry that a signal asked for was refused by risk."
        return (
            "Every candle on which a signal met a rule counts, also one candle after another. "
            "A lock by a protection comes before the rules and is not in here."
        )
