"""An open position with what it is worth now."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from custom_risk.margin import Margin, Notional
from custom_risk.position import Position
from custom_risk.side import Side


@dataclass(frozen=True, slots=True)
class OpenPosition:
    """One open trade of the account."""

    trade_id: int
    pair: str
    position: Position
    price: Decimal
    """The price it was marked at last; the entry where it has not been yet."""
    profit: Decimal
    """Profit at that price in stake currency, after both fees and funding."""
    margin: Margin
    stop: Decimal | None
    certain_size: Decimal
    """Held in any case, in base currency: an order that is open may be filled by now, or never."""

    @property
    def side(self) -> Side:
        """Long or short."""
        return self.position.side

    @property
    def notional(self) -> Notional:
        """Its size at the price it was marked at."""
        return Notional(self.position.size * self.price)

    @property
    def certain_notional(self) -> Notional:
        """Likewise, without what orders that are open may change."""
        return Notional(self.certain_size * self.price)

    @property
    def risk(self) -> Decimal:
        """What is lost from the price down to its stop, in stake currency; all without a stop."""
        if self.stop is None:
            return self.notional.amount
        distance = (self.price - self.stop) * self.side.sign
        return max(Decimal(0), distance * self.position.size)
