"""An open trade at one moment, as policies for stops and exits see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from custom_risk.position import Position
from custom_risk.roi import HUNDRED, PriceMove, Roi
from custom_risk.signal import Signal


@dataclass(frozen=True, slots=True)
class TradeView:
    """What a policy may ask. Looking up the newest candle costs time, so it is done on demand."""

    position: Position
    price: Decimal
    roi: Roi
    """At `price`, after both fees and funding."""
    now: datetime
    opened: datetime
    entry: Signal = field(default_factory=Signal)
    """What the strategy said when the trade was entered; kept with the trade."""
    newest: Callable[[], Signal] = Signal
    """What it says on the newest closed candle."""

    @classmethod
    def at(cls, position: Position, price: Decimal, now: datetime, opened: datetime) -> TradeView:
        """A position at a price, with the ROI that closing there gives."""
        return cls(position, price, position.roi_at(price), now, opened)

    @property
    def age(self) -> timedelta:
        """How long the position is open."""
        return self.now - self.opened

    @property
    def move(self) -> PriceMove:
        """How far the price has gone from the entry, positive where the position earns."""
        entry = self.position.entry
        return PriceMove((self.price - entry) / entry * HUNDRED * self.position.side.sign)
