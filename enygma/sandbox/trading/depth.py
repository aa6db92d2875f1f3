"""The market's order book as takers find it, less what they have already taken."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from enygma.sandbox.market import Book, Market
from enygma.sandbox.market.ladder import BOOK_MS
from enygma.sandbox.trading.money import exact
from enygma.sandbox.trading.terms import Side

LEVELS = 100


@dataclass(slots=True)
class _Taken:
    """Lots taken of each price while the market's book keeps its shape."""

    moment: int
    lots: dict[tuple[Side, Decimal], int] = field(default_factory=dict)


class Depth:
    """The book of every contract; what was taken comes back when the market renews its book."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._taken: dict[str, _Taken] = {}
        self._latest: dict[str, tuple[int, Book]] = {}

    def levels(self, symbol: str, taker: Side, now_ms: int) -> Iterator[tuple[Decimal, int]]:
        """Price and lots that an order on `taker`'s side meets, best price first."""
        taken = self._taken_of(symbol, now_ms).lots
        book = self._book(symbol, now_ms)
        rows = book.asks if taker is Side.BUY else book.bids
        for number, lots in rows.tolist():
            price = exact(number)
            left = int(lots) - taken.get((taker, price), 0)
            if left > 0:
                yield price, left

    def take(self, symbol: str, taker: Side, price: Decimal, lots: int, now_ms: int) -> None:
        """Remember that `lots` at `price` are gone."""
        taken = self._taken_of(symbol, now_ms).lots
        taken[taker, price] = taken.get((taker, price), 0) + lots

    def forget(self, symbol: str) -> None:
        """Look at the book of `symbol` anew: its prices were moved."""
        self._latest.pop(symbol, None)

    def dump(self, now_ms: int) -> list[list[str | int]]:
        """What is taken at `now_ms`, as JSON-able rows."""
        moment = now_ms // BOOK_MS
        return [
            [symbol, side.value, str(price), lots]
            for symbol, taken in self._taken.items()
            if taken.moment == moment
            for (side, price), lots in taken.lots.items()
        ]

    def load(self, rows: list[list[str | int]], now_ms: int) -> None:
        """Take in what `dump` gave."""
        for symbol, side, price, lots in rows:
            self.take(str(symbol), Side(str(side)), Decimal(str(price)), int(lots), now_ms)

    def _book(self, symbol: str, now_ms: int) -> Book:
        known = self._latest.get(symbol)
        if known is None or known[0] != now_ms:
            known = self._latest[symbol] = (now_ms, self._market.book(symbol, now_ms, LEVELS))
        return known[1]

    def _taken_of(self, symbol: str, now_ms: int) -> _Taken:
        moment = now_ms // BOOK_MS
        taken = self._taken.get(symbol)
        if taken is None or taken.moment != moment:
            taken = self._taken[symbol] = _Taken(moment)
        return taken
