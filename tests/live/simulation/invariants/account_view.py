"""One account: what is open and live as its events tell it, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from enygma.sandbox.trading import events
from enygma.sandbox.trading.exchange import Exchange
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.position import Position
from enygma.sandbox.trading.terms import Side, StopDirection


class AccountView:
    """Kept up to date by `see`; only what the events of one uid say goes in."""

    def __init__(self, uid: int) -> None:
        self.uid = uid
        self.positions: dict[str, Position] = {}
        self.live: dict[str, Order] = {}

    def see(self, event: events.Event) -> None:
        """Take in an event, before the rules look at it."""
        match event:
            case events.PositionChanged(position=position):
                if position.is_open:
                    self.positions[position.symbol] = position
                else:
                    self.positions.pop(position.symbol, None)
            case events.OrderChanged(order=order) | events.StopChanged(order=order):
                if order.is_active:
                    self.live[order.id] = order
                else:
                    self.live.pop(order.id, None)

    def lots(self, symbol: str) -> int:
        """Signed lots of the open position, 0 without one."""
        position = self.positions.get(symbol)
        return position.lots if position else 0

    def stops(self, symbol: str) -> Iterator[Order]:
        """The live stops that would make the open position of a contract smaller at a loss."""
        lots = self.lots(symbol)
        side = Side.SELL if lots > 0 else Side.BUY
        direction = StopDirection.DOWN if lots > 0 else StopDirection.UP
        for order in self.live.values():
            stop = order.stop
            if (
                lots
                and stop is not None
                and order.symbol == symbol
                and order.side is side
                and order.reduces_only
                and stop.direction is direction
            ):
                yield order

    def is_covered(self, symbol: str) -> bool:
        """Whether the live stops of a position cover its whole size, or it is closed."""
        lots = abs(self.lots(symbol))
        if not lots:
            return True
        stops = list(self.stops(symbol))
        closing = any(each.request.close_order for each in stops)
        return closing or sum(each.remaining_lots for each in stops) >= lots


class ValuedAccount(AccountView):
    """An account whose worth is that of the moment, which events do not tell.

    A position says nothing while its price moves; one that was told of an hour ago may have lost
    a tenth since.
    """

    def __init__(self, uid: int, exchange: Exchange) -> None:
        super().__init__(uid)
        self._exchange = exchange

    @property
    def equity(self) -> Decimal:
        """Balance and open profit, in USDT."""
        return self._exchange.overview(self.uid).equity

    def valued(self) -> Sequence[Position]:
        """The open positions at the mark prices of the moment."""
        return self._exchange.positions(self.uid)

    def notional(self) -> Decimal:
        """Notional of all open positions, in USDT."""
        return sum((abs(each.mark_value) for each in self.valued()), Decimal(0))
