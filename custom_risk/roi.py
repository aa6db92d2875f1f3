"""ROI and price move: two kinds of percent that a leverage stands between."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from custom_risk.side import Side

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, order=True)
class PriceMove:
    """A favourable (positive) or adverse (negative) move of the price, in percent of a price."""

    percent: Decimal

    def roi(self, leverage: Decimal) -> Roi:
        """The same move seen on the margin."""
        return Roi(self.percent * leverage)

    def from_price(self, price: Decimal, side: Side) -> Decimal:
        """The price this far from `price`, in the direction that `side` calls favourable."""
        return price * (1 + side.sign * self.percent / HUNDRED)


@dataclass(frozen=True, slots=True, order=True)
class Roi:
    """Profit on the margin, in percent."""

    percent: Decimal

    @classmethod
    def from_ratio(cls, ratio: Decimal) -> Roi:
        """From freqtrade's leveraged profit ratio, where 0.06 is six percent."""
        return cls(ratio * HUNDRED)

    @property
    def ratio(self) -> Decimal:
        """As freqtrade writes it: six percent is 0.06."""
        return self.percent / HUNDRED

    def price_move(self, leverage: Decimal) -> PriceMove:
        """The move of the price that gives this ROI at `leverage`."""
        return PriceMove(self.percent / leverage)
