"""The record of what was really traded: win rate, expectancy, Kelly fraction, drawdown."""

from custom_risk.record.trade_record import LONGEST_WINDOW, WINDOWS, TradeRecord
from custom_risk.record.win_rate import kelly_fraction, wilson_lower_bound
from custom_risk.record.window import Window

__all__ = [
    "LONGEST_WINDOW",
    "WINDOWS",
    "TradeRecord",
    "Window",
    "kelly_fraction",
    "wilson_lower_bound",
]
