"""Margin and notional: what is put up, and what is traded with it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from custom_risk.roi import HUNDRED


@dataclass(frozen=True, slots=True, order=True)
class Margin:
    """What a position ties up, in stake currency. freqtrade calls it the stake amount."""

    amount: Decimal

    @classmethod
    def of_equity(cls, equity: Decimal, percent: Decimal) -> Margin:
        """That many percent of the equity."""
        return cls(equity * percent / HUNDRED)

    def notional(self, leverage: Decimal) -> Notional:
        """The value of the position this margin opens."""
        return Notional(self.amount * leverage)


@dataclass(frozen=True, slots=True, order=True)
class Notional:
    """The value of a position, in stake currency: its size times its price."""

    amount: Decimal

    def margin(self, leverage: Decimal) -> Margin:
        """What opening it ties up."""
        return Margin(self.amount / leverage)

    def size(self, price: Decimal) -> Decimal:
        """How much of the base currency it is at `price`."""
        return self.amount / price
