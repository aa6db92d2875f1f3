"""Terms of the model for tests: the canon's numbers, and those that a test changes."""

from __future__ import annotations

from typing import Any

import numpy as np

from custom_risk.settings import RiskSettings
from enygma.backtests.prescreen.terms import Terms

REACHED = sorted(RiskSettings().stops.milestones, key=lambda each: -each.reached_roi)


def terms(**changes: Any) -> Terms:
    """Of one pair."""
    canon = Terms(
        balance=10_000.0, usable_share=0.99, fixed_stake=0.0, fee=0.0006, most_trades=5.0,
        can_short=True, margin_pct=np.array([3.0, 2.0, 1.0]), leverage=np.full(3, 6.0),
        most_leverage=np.full(1, 50.0), most_leverage_of_regime=np.full(3, 10.0),
        most_positions=5, most_exposure_pct=100.0, most_margin_pct=5.0, most_drawdown_pct=3.0,
        least_buffer_pct=5.0, maintenance_pct=0.5, taker_fee_pct=0.06, initial_roi=6.0,
        hard_limit=-0.1, break_even_from_roi=1.0, break_even_buffer_roi=0.05,
        fees_times_leverage=True,
        reached_roi=np.array([float(each.reached_roi) for each in REACHED]),
        locked_roi=np.array([float(each.locked_roi) for each in REACHED]),
        trail_from_roi=2.0, trail_roi=1.0, take_profit=0.15,
        slice_roi=np.array([12.0, 8.0, 4.0]), slice_pct=np.array([75.0, 50.0, 25.0]),
        longest_candles=0,
    )  # fmt: skip
    return canon._replace(**changes)
