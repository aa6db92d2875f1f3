"""Positions as a client sees them: open ones at a mark price, and closed ones."""

from dataclasses import dataclass
from decimal import Decimal

from enygma.sandbox.trading.terms import MarginMode, PositionSide


@dataclass(frozen=True, slots=True)
class Position:
    """An open position, or one that has just been closed (`lots` 0), at one moment.

    `lots`, `cost` and `mark_value` are signed, negative for a short. Amounts are in USDT, prices
    in USDT per base unit. `margin` is ``initial + added + funding - loss`` and, like the
    liquidation and bankruptcy price, means the position's own margin when it is isolated; a cross
    position shows its initial margin and an estimate that lets the whole account stand behind it.
    `maintenance` is the margin that it must keep at `mark_price`, liquidation fee included, and
    `maintenance_rate` the fraction of the notional without that fee. `realised` is before fees
    and funding.
    """

    id: str
    uid: int
    symbol: str
    position_side: PositionSide
    margin_mode: MarginMode
    leverage: int
    lots: int
    cost: Decimal
    entry_price: Decimal
    mark_price: Decimal
    mark_value: Decimal
    initial: Decimal
    added: Decimal
    funding: Decimal
    loss: Decimal
    margin: Decimal
    maintenance: Decimal
    maintenance_rate: Decimal
    unrealised: Decimal
    realised: Decimal
    fees: Decimal
    funding_total: Decimal
    liquidation_price: Decimal
    bankruptcy_price: Decimal
    risk_limit_level: int
    risk_limit: int
    auto_deposit: bool
    opened_ms: int
    ms: int

    @property
    def is_open(self) -> bool:
        """Whether it has lots."""
        return self.lots != 0

    @property
    def realised_net(self) -> Decimal:
        """Realised result after fees and funding, in USDT."""
        return self.realised - self.fees + self.funding_total

    @property
    def real_leverage(self) -> Decimal:
        """Notional at the mark price over margin and unrealised result; 0 when nothing is left."""
        backing = self.margin + self.unrealised
        return abs(self.mark_value) / backing if backing > 0 else Decimal(0)


@dataclass(frozen=True, slots=True)
class ClosedPosition:
    """A position after its last lot was closed. Amounts in USDT, `result` after all costs."""

    id: str
    position_id: str
    uid: int
    symbol: str
    position_side: PositionSide
    margin_mode: MarginMode
    leverage: int
    is_long: bool
    liquidated: bool
    open_price: Decimal
    close_price: Decimal
    lots: int
    realised: Decimal
    fees: Decimal
    funding: Decimal
    result: Decimal
    opened_ms: int
    closed_ms: int
