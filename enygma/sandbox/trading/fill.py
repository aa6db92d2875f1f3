"""One execution of an order."""

from dataclasses import dataclass
from decimal import Decimal

from enygma.sandbox.trading.terms import FillReason, Liquidity, MarginMode, PositionSide, Side


@dataclass(frozen=True, slots=True)
class Fill:
    """Lots of an order that traded at one price.

    `value` (notional) and `fee` are in USDT, `fee_rate` is a fraction; `open_fee` is the part of
    the fee that paid for lots which opened a position.
    """

    trade_id: str
    order_id: str
    client_oid: str
    uid: int
    symbol: str
    side: Side
    price: Decimal
    lots: int
    value: Decimal
    fee: Decimal
    open_fee: Decimal
    fee_rate: Decimal
    liquidity: Liquidity
    ms: int
    margin_mode: MarginMode
    position_side: PositionSide
    reason: FillReason = FillReason.TRADE
