"""A trade that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from custom_risk.side import Side


@dataclass(frozen=True, slots=True)
class ClosedTrade:
    """What a trade earned, fees and funding included."""

    trade_id: int
    pair: str
    side: Side
    opened: datetime
    closed: datetime
    profit: Decimal
    """In stake currency."""
    profit_ratio: Decimal
    """On the margin: freqtrade's `close_profit`."""
    exit_reason: str
