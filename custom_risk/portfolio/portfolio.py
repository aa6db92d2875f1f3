"""Everything that is open, as one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from custom_risk.inputs import finite, positive
from custom_risk.margin import Notional
from custom_risk.portfolio.asset import asset_of
from custom_risk.roi import HUNDRED
from custom_risk.side import Side

if TYPE_CHECKING:
    from custom_risk.account import OpenPosition


@dataclass(frozen=True, slots=True)
class Holding:
    """An open position, as far as the portfolio counts it."""

    pair: str
    side: Side
    notional: Notional
    """At the price it was marked at, with what its open orders may still enter."""
    certain: Notional
    """Without what its open orders may still enter, or have left by now."""
    risk: Decimal
    """What is lost from there down to its stop, in stake currency."""

    @classmethod
    def of(cls, position: OpenPosition) -> Holding:
        """Raises RiskInputError if one of its numbers cannot be used."""
        positive("price", position.price)
        positive("position size", position.position.size)
        if position.stop is not None:
            finite("stop", position.stop)
        finite("certain size", position.certain_size)
        return cls(
            pair=position.pair,
            side=position.side,
            notional=position.notional,
            certain=position.certain_notional,
            risk=position.risk,
        )

    @property
    def asset(self) -> str:
        """What it is about."""
        return asset_of(self.pair)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Open positions against the equity."""

    holdings: tuple[Holding, ...]
    equity: Decimal

    @classmethod
    def of(cls, positions: Iterable[OpenPosition], equity: Decimal) -> Portfolio:
        """The portfolio that these positions are.

        Raises
        ------
        RiskInputError
            If the equity or a position has no usable numbers.
        """
        worth = positive("equity", equity)
        return cls(tuple(Holding.of(each) for each in positions), worth)

    def where(self, counts: Callable[[Holding], bool]) -> Portfolio:
        """The part of it that counts, against the same equity."""
        return Portfolio(tuple(each for each in self.holdings if counts(each)), self.equity)

    @property
    def pairs(self) -> frozenset[str]:
        """The pairs with an open position."""
        return frozenset(each.pair for each in self.holdings)

    @property
    def gross(self) -> Notional:
        """Notional of longs and shorts added up."""
        return Notional(sum((each.notional.amount for each in self.holdings), Decimal(0)))

    @property
    def net(self) -> Decimal:
        """Notional of the longs less that of the shorts, in stake currency."""
        held = self.holdings
        return sum((each.side.sign * each.notional.amount for each in held), Decimal(0))

    def most_on(self, side: Side) -> Notional:
        """The most that a side may have beyond the other; less than nothing where it has less.

        An exit that was sent and not seen filled may have left already what offset the side.
        """
        own = sum((each.notional.amount for each in self.holdings if each.side == side), Decimal(0))
        other = (each.certain.amount for each in self.holdings if each.side != side)
        return Notional(own - sum(other))

    @property
    def heat(self) -> Decimal:
        """What is lost if every position goes to its stop, in stake currency."""
        return sum((each.risk for each in self.holdings), Decimal(0))

    def percent(self, amount: Decimal) -> Decimal:
        """An amount of stake currency in percent of the equity."""
        return amount / self.equity * HUNDRED

    def share(self, percent: Decimal) -> Decimal:
        """That many percent of the equity, in stake currency."""
        return self.equity * percent / HUNDRED
