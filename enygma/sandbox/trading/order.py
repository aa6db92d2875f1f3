"""An order from its acceptance to its end."""

from dataclasses import dataclass
from decimal import Decimal

from enygma.sandbox.trading.money import ZERO
from enygma.sandbox.trading.request import OrderRequest, Stop
from enygma.sandbox.trading.terms import (
    MarginMode,
    OrderStatus,
    OrderType,
    PositionSide,
    Side,
)


@dataclass(slots=True, eq=False)
class Order:
    """An accepted order; only the exchange changes it.

    Sizes are in lots: ``filled_lots + cancelled_lots + remaining_lots == lots``. `lots` of a
    closing stop is 0 until it is triggered, as it closes whatever is open then. `filled_value`
    is in USDT, `leverage` the one that the margin of an opening order is computed with.
    `parent_id` is the entry whose take profit or stop loss this is; `active_ms` is when it came
    to the book: at once, or when its stop was triggered.
    """

    id: str
    uid: int
    request: OrderRequest
    side: Side
    lots: int
    leverage: int
    margin_mode: MarginMode
    position_side: PositionSide
    created_ms: int
    status: OrderStatus
    updated_ms: int = 0
    active_ms: int = 0
    ended_ms: int | None = None
    filled_lots: int = 0
    filled_value: Decimal = ZERO
    cancelled_lots: int = 0
    stop_triggered: bool = False
    parent_id: str | None = None

    @property
    def symbol(self) -> str:
        """KuCoin's symbol of the contract."""
        return self.request.symbol

    @property
    def client_oid(self) -> str:
        """The client's own name of the order, unique in its account."""
        return self.request.client_oid

    @property
    def type(self) -> OrderType:
        """Limit or market."""
        return self.request.type

    @property
    def price(self) -> Decimal | None:
        """Limit price in USDT per base unit; none for market orders."""
        return self.request.price if self.request.type is OrderType.LIMIT else None

    @property
    def stop(self) -> Stop | None:
        """When it is triggered; none for an order that is active from the start."""
        return self.request.stop

    @property
    def reduces_only(self) -> bool:
        """Whether it may only make a position smaller."""
        return (
            self.request.reduce_only
            or self.request.close_order
            or closes_hedged(self.position_side, self.side)
        )

    @property
    def remaining_lots(self) -> int:
        """Lots that may still trade."""
        return self.lots - self.filled_lots - self.cancelled_lots

    @property
    def is_active(self) -> bool:
        """Whether it waits or rests."""
        return self.status is not OrderStatus.DONE

    @property
    def cancel_exists(self) -> bool:
        """Whether some or all of it was cancelled."""
        return self.status is OrderStatus.DONE and self.filled_lots < max(self.lots, 1)

    def average_price(self, multiplier: Decimal) -> Decimal:
        """Mean price of what was filled in USDT per base unit, 0 without a fill."""
        if not self.filled_lots:
            return ZERO
        return self.filled_value / (self.filled_lots * multiplier)


def closes_hedged(position_side: PositionSide, side: Side) -> bool:
    """Whether `side` makes the position of a hedged `position_side` smaller."""
    if position_side is PositionSide.LONG:
        return side is Side.SELL
    return position_side is PositionSide.SHORT and side is Side.BUY
