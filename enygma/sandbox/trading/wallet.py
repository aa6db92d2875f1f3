"""The numbers of an account in one currency."""

from dataclasses import dataclass
from decimal import Decimal

from enygma.sandbox.trading.money import ZERO


@dataclass(frozen=True, slots=True)
class Wallet:
    """An account at one moment, amounts in `currency`.

    `balance` is what was put in plus everything realised; `equity` adds the unrealised result.
    `available` is what new orders may use, `max_withdraw` what may leave the account: unrealised
    profit is not in it. `risk_ratio` is that of cross margin, 1 means liquidation.
    """

    uid: int
    currency: str
    balance: Decimal = ZERO
    isolated_position_margin: Decimal = ZERO
    isolated_order_margin: Decimal = ZERO
    isolated_unrealised: Decimal = ZERO
    cross_position_margin: Decimal = ZERO
    cross_order_margin: Decimal = ZERO
    cross_unrealised: Decimal = ZERO
    available: Decimal = ZERO
    max_withdraw: Decimal = ZERO
    risk_ratio: Decimal = ZERO
    version: int = 0

    @property
    def unrealised(self) -> Decimal:
        """Unrealised result of all positions."""
        return self.isolated_unrealised + self.cross_unrealised

    @property
    def equity(self) -> Decimal:
        """Balance and unrealised result."""
        return self.balance + self.unrealised

    @property
    def position_margin(self) -> Decimal:
        """Margin of all positions with their unrealised result, as KuCoin's overview adds it."""
        return self.isolated_position_margin + self.cross_position_margin + self.unrealised

    @property
    def order_margin(self) -> Decimal:
        """Reserve of all resting orders."""
        return self.isolated_order_margin + self.cross_order_margin

    @property
    def total_cross_margin(self) -> Decimal:
        """What stands behind the cross positions: everything that is not isolated."""
        isolated = self.isolated_position_margin + self.isolated_order_margin
        return self.balance - isolated + self.cross_unrealised
