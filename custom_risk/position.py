"""An open position as risk sees it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from custom_risk.roi import Roi
from custom_risk.side import Side


@dataclass(frozen=True, slots=True)
class Position:
    """Entry, leverage and costs: what turns a price into a ROI and back."""

    side: Side
    entry: Decimal
    """Average entry price."""
    leverage: Decimal
    size: Decimal
    """In base currency, above zero."""
    fee_open: Decimal
    """Fee of the entry as a fraction of its notional: 0.0006 is 0.06 percent."""
    fee_close: Decimal
    """Fee of the exit, likewise."""
    funding: Decimal = Decimal(0)
    """Funding so far, in stake currency, positive when it was received."""

    def roi_at(self, price: Decimal) -> Roi:
        """ROI of closing at `price`: after both fees and funding, freqtrade's profit ratio."""
        sign = self.side.sign
        paid = self.size * self.entry * (1 + sign * self.fee_open)
        got = self.size * price * (1 - sign * self.fee_close) + sign * self.funding
        return Roi.from_ratio(sign * (got / paid - 1) * self.leverage)

    def price_at(self, roi: Roi) -> Decimal:
        """The price at which closing gives that ROI: the inverse of `roi_at`."""
        sign = self.side.sign
        paid = self.size * self.entry * (1 + sign * self.fee_open)
        got = paid * (1 + sign * roi.ratio / self.leverage)
        return (got - sign * self.funding) / (self.size * (1 - sign * self.fee_close))

    @property
    def funding_cost(self) -> Roi:
        """What funding took from the margin so far; negative when it gave."""
        return Roi.from_ratio(-self.funding * self.leverage / (self.size * self.entry))
