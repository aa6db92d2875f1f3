"""What freqtrade's database says about the account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from freqtrade.persistence import Order, Trade

STOP = "stoploss"
"""freqtrade's `ft_order_side` of a stop."""

LotsOf = Callable[[str, float], int]
"""Turns an amount of a pair in the base currency into whole contracts."""


@dataclass(frozen=True)
class BookedOrder:
    """An order that the database believes to be open.

    Attributes:
        id: KuCoin's id.
        is_stop: Whether it is a stop.
    """

    id: str
    is_stop: bool


@dataclass(frozen=True)
class BookedTrade:
    """An open trade.

    Attributes:
        id: Number of the trade.
        pair: Market.
        side: long or short.
        lots: Size of the position in whole contracts, as booked.
        least_lots: The smallest size that its open orders explain: all exits filled.
        most_lots: The largest size that its open orders explain: all entries filled.
        orders: Its open orders.
    """

    id: int
    pair: str
    side: str
    lots: int
    least_lots: int
    most_lots: int
    orders: tuple[BookedOrder, ...] = ()


@dataclass(frozen=True)
class Book:
    """The open trades, and what they earned together with all closed ones.

    Attributes:
        trades: Open trades.
        earned: Realised result of all trades with fees and funding, in the settle currency.
    """

    trades: tuple[BookedTrade, ...]
    earned: float

    def trade(self, pair: str, side: str) -> BookedTrade | None:
        """The open trade of a pair on a side, None if there is none."""
        return next((each for each in self.trades if (each.pair, each.side) == (pair, side)), None)

    @property
    def open_order_ids(self) -> frozenset[str]:
        """Ids of all orders that are open in the database."""
        return frozenset(order.id for trade in self.trades for order in trade.orders)


def read_book(lots_of: LotsOf) -> Book:
    """Read the database of this bot."""
    trades = Trade.get_open_trades()
    return Book(
        trades=tuple(_booked(trade, lots_of) for trade in trades),
        earned=_earned(trades),
    )


def knows_order(order_id: str, pair: str) -> bool:
    """Whether the database has an order, of an open or a closed trade."""
    return Order.order_by_id(order_id, pair) is not None


def _booked(trade: Trade, lots_of: LotsOf) -> BookedTrade:
    lots = lots_of(trade.pair, trade.amount) if trade.has_open_position else 0
    entering, leaving = (
        sum(
            lots_of(trade.pair, order.safe_amount)
            for order in trade.open_orders
            if order.ft_order_side == side
        )
        for side in (trade.entry_side, trade.exit_side)
    )
    return BookedTrade(
        id=trade.id,
        pair=trade.pair,
        side=trade.trade_direction,
        lots=lots,
        least_lots=max(0, lots - leaving),
        most_lots=lots + entering,
        orders=tuple(
            BookedOrder(str(order.order_id), order.ft_order_side == STOP)
            for order in trade.orders
            if order.ft_is_open
        ),
    )


def _earned(open_trades: list[Any]) -> float:
    running = sum(
        (trade.realized_profit or 0.0) + (trade.funding_fee_running or 0.0) - _entry_fees(trade)
        for trade in open_trades
    )
    return float(Trade.get_total_closed_profit()) + running


def _entry_fees(trade: Any) -> float:
    """Fees of the part that is still open; those of closed parts are in the realised result."""
    if not trade.has_open_position:
        return 0.0
    return float((trade.fee_open or 0.0) * trade.amount * trade.open_rate)
