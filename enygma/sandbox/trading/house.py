"""The other side of every account: fees, insurance, and the market that is traded with."""

from dataclasses import dataclass, field
from decimal import Decimal

from enygma.sandbox.trading.money import ZERO


@dataclass(slots=True)
class House:
    """Ledgers in USDT that make the books balance.

    `fees` collects trading fees, `insurance` gains from liquidations and pays what isolated
    positions lose beyond their margin, `cash` and `lots` are those of the market: whoever is
    behind the prices, bought from and sold to.
    """

    fees: Decimal = ZERO
    insurance: Decimal = ZERO
    cash: Decimal = ZERO
    lots: dict[str, int] = field(default_factory=dict)

    def trade(self, symbol: str, lots: int, value: Decimal) -> None:
        """Note that an account bought signed `lots` for the signed `value` from the market."""
        self.lots[symbol] = self.lots.get(symbol, 0) - lots
        self.cash += value
