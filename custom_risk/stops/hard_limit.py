"""The first stop by ROI, and the hard limit beyond which no stop lies."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.position import Position
from custom_risk.roi import Roi
from custom_risk.settings import StopSettings


def initial_stop(stops: StopSettings, position: Position) -> Decimal:
    """`entry x (1 -/+ (initial_roi - 2 x taker_fee_pct) / leverage / 100)` for long/short."""
    roi = Roi(2 * stops.taker_fee_pct - stops.initial_roi)
    return roi.price_move(position.leverage).from_price(position.entry, position.side)


def within_hard_limit(stops: StopSettings, position: Position, stop: Decimal) -> Decimal:
    """The stop, or the price of the hard limit where the stop lies beyond it.

    freqtrade holds the hard limit as the stop from before the first fill is known, so a
    position never loses more, and what is sized by the distance to its stop should know that.
    """
    move = Roi(-stops.hard_limit_roi).price_move(position.leverage)
    limit = move.from_price(position.entry, position.side)
    return limit if position.side.is_better_stop(limit, stop) else stop
