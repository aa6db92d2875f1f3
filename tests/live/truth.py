"""What the sandbox holds, read from the exchange itself and not through the bot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from enygma.sandbox import RunningSandbox
from enygma.sandbox.market.candles import MINUTE_MS
from enygma.sandbox.market.shock import Shock
from enygma.sandbox.server.options import DEFAULT_KEY
from enygma.sandbox.trading import Exchange, Order, OrderStatus

T = TypeVar("T")


Left = tuple[dict[str, int], list[Order], Decimal]
NOTHING: Left = ({}, [], Decimal(0))


@dataclass(frozen=True)
class Truth:
    """Looks into the exchange of a running sandbox, on the thread where it lives."""

    sandbox: RunningSandbox
    uid: int = DEFAULT_KEY.uid

    def ask(self, question: Callable[[Exchange], T]) -> T:
        """The answer of the exchange, brought up to the present."""

        async def answered() -> T:
            venue = self.sandbox.server.venue
            venue.exchange.advance(venue.now_ms())
            return question(venue.exchange)

        return self.sandbox.call(answered())

    def lots(self) -> dict[str, int]:
        """Signed lots of each open position by contract."""
        held = self.ask(lambda exchange: exchange.positions(self.uid))
        return {each.symbol: each.lots for each in held if each.lots}

    def orders(self) -> list[Order]:
        """Every order that was ever accepted, the oldest first."""
        return self.ask(lambda exchange: list(exchange.orders(self.uid)))

    def stops(self) -> list[Order]:
        """The stop orders that wait, the oldest first."""
        return [each for each in self.orders() if each.status is OrderStatus.WAITING]

    def stop_prices(self) -> list[Decimal]:
        """Where the stop orders trigger that wait, in the same order."""
        return [each.request.stop.price for each in self.stops() if each.request.stop]

    def move_price(self, symbol: str, change: float) -> None:
        """Let every price of a contract jump by a fraction, at once."""

        async def moved() -> None:
            venue = self.sandbox.server.venue
            venue.exchange.advance(venue.now_ms())
            past = (venue.now_ms() // MINUTE_MS - 2) * MINUTE_MS
            venue.market.add(Shock(symbol, past, 1, change))
            venue.exchange.prices_changed(symbol)
            # what has happened in a moment stays: the next one sees the new price
            venue.exchange.advance(venue.now_ms() + 1)

        self.sandbox.call(moved())

    def left(self) -> Left:
        """What is held, what waits, and what is missing in the books."""
        return self.lots(), self.stops(), self.imbalance()

    def imbalance(self) -> Decimal:
        """What is missing in the books: always nothing."""
        return self.ask(lambda exchange: exchange.books_balance())
