"""What a client asks for when it places an order."""

from dataclasses import dataclass
from decimal import Decimal

from enygma.sandbox.trading.terms import (
    MarginMode,
    OrderType,
    PositionSide,
    PriceType,
    SelfTradePrevention,
    Side,
    StopDirection,
    TimeInForce,
)


@dataclass(frozen=True, slots=True)
class Stop:
    """When an order that waits becomes active."""

    direction: StopDirection
    price: Decimal
    price_type: PriceType = PriceType.LAST


@dataclass(frozen=True, slots=True)
class Bracket:
    """Take profit and stop loss attached to an entry (KuCoin's `st-orders`).

    `up_price` triggers at or above, `down_price` at or below; at least one of them is given.
    """

    up_price: Decimal | None = None
    down_price: Decimal | None = None
    price_type: PriceType = PriceType.LAST


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """An order as the client wrote it, with types but otherwise unchecked.

    One of `lots`, `qty` (base currency) and `value_qty` (USDT) is given, unless `close_order`
    closes the whole position; `price` in USDT per base unit belongs to limit orders. `side` may
    be missing with `close_order` only.
    """

    client_oid: str
    symbol: str
    side: Side | None = None
    type: OrderType = OrderType.LIMIT
    leverage: int | None = None
    lots: int | None = None
    qty: Decimal | None = None
    value_qty: Decimal | None = None
    price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    post_only: bool = False
    hidden: bool = False
    iceberg: bool = False
    visible_lots: int | None = None
    reduce_only: bool = False
    close_order: bool = False
    force_hold: bool = False
    stop: Stop | None = None
    margin_mode: MarginMode = MarginMode.ISOLATED
    position_side: PositionSide = PositionSide.BOTH
    stp: SelfTradePrevention | None = None
    remark: str | None = None
    bracket: Bracket | None = None
