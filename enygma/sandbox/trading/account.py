"""One account: its balance, positions, orders and settings."""

from dataclasses import dataclass, field
from decimal import Decimal

from enygma.sandbox.trading.fill import Fill
from enygma.sandbox.trading.holding import Holding
from enygma.sandbox.trading.ledger import FundingPayment, LedgerEntry
from enygma.sandbox.trading.money import ZERO
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.position import ClosedPosition
from enygma.sandbox.trading.terms import MarginMode, OrderStatus, PositionMode, PositionSide

DEFAULT_CROSS_LEVERAGE = 10


@dataclass(frozen=True, slots=True)
class ContractSettings:
    """What an account has set for one contract."""

    margin_mode: MarginMode = MarginMode.ISOLATED
    cross_leverage: int = DEFAULT_CROSS_LEVERAGE
    risk_limit_level: int = 1
    auto_deposit: bool = False


_DEFAULTS = ContractSettings()


@dataclass(slots=True, eq=False)
class Account:
    """Everything of one uid. Amounts are in USDT.

    `orders` holds every order ever accepted, oldest first; `active` the waiting and resting ones
    by contract; `reserves` what the resting orders of a contract hold back.
    """

    uid: int
    balance: Decimal = ZERO
    external: Decimal = ZERO
    position_mode: PositionMode = PositionMode.ONE_WAY
    settings: dict[str, ContractSettings] = field(default_factory=dict)
    holdings: dict[tuple[str, PositionSide], Holding] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    by_client_oid: dict[str, Order] = field(default_factory=dict)
    active: dict[str, dict[str, Order]] = field(default_factory=dict)
    reserves: dict[str, Decimal] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    closed: list[ClosedPosition] = field(default_factory=list)
    funding: list[FundingPayment] = field(default_factory=list)
    ledger: list[LedgerEntry] = field(default_factory=list)
    version: int = 0

    def of(self, symbol: str) -> ContractSettings:
        """The settings of a contract."""
        return self.settings.get(symbol, _DEFAULTS)

    def holding(self, symbol: str, side: PositionSide) -> Holding | None:
        """The open position of a contract on `side`, if there is one."""
        return self.holdings.get((symbol, side))

    def holdings_of(self, symbol: str) -> list[Holding]:
        """The open positions of a contract: one at most, or two in hedge mode."""
        return [held for held in self.holdings.values() if held.symbol == symbol]

    def active_of(self, symbol: str) -> list[Order]:
        """Waiting and resting orders of a contract, oldest first."""
        return list(self.active.get(symbol, {}).values())

    def resting_of(self, symbol: str) -> list[Order]:
        """Orders of a contract that are in the book, oldest first."""
        return [each for each in self.active_of(symbol) if each.status is OrderStatus.OPEN]

    def waiting_of(self, symbol: str) -> list[Order]:
        """Stops of a contract that have not been triggered, oldest first."""
        return [each for each in self.active_of(symbol) if each.status is OrderStatus.WAITING]

    def add(self, order: Order) -> None:
        """Take in an accepted order."""
        self.orders[order.id] = order
        if order.client_oid:
            self.by_client_oid[order.client_oid] = order
            self.active.setdefault(order.symbol, {})
        if order.is_active:
            self.active[order.symbol][order.id] = order

    def retire(self, order: Order) -> None:
        """Note that an order is done."""
        self.active.get(order.symbol, {}).pop(order.id, None)

    def is_cross(self, symbol: str) -> bool:
        """Whether the contract is traded on cross margin."""
        return self.of(symbol).margin_mode is MarginMode.CROSS
