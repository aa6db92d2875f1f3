"""Order books as a client follows them: a snapshot, then numbered changes without a hole."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from enygma.sandbox.market import Book, Market
from enygma.sandbox.market.candles import Floats

FULL_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One price level that changed; `lots` 0 means that it is gone."""

    sequence: int
    side: str
    price: float
    lots: int


class BookFeed:
    """The book of one contract at the last instant somebody looked, and its sequence number.

    The market's book is a function of time without memory. Numbering the differences between two
    looks gives every reader, over REST or sockets, the same contiguous sequence.
    """

    def __init__(self, market: Market, symbol: str) -> None:
        self._market = market
        self._symbol = symbol
        self._ms = -1
        self._book = Book(np.empty((0, 2)), np.empty((0, 2)))
        self._sequence = 0
        self._pending: list[Change] = []

    @property
    def sequence(self) -> int:
        """Number of the last change that `book` includes."""
        return self._sequence

    @property
    def ms(self) -> int:
        """The instant that `book` shows."""
        return self._ms

    def look(self, now_ms: int, *, followed: bool = True) -> Book:
        """Bring the book to `now_ms` and return it.

        What changed waits for `take_changes` when the book is `followed`. Otherwise the sequence
        only grows: to number changes that nobody hears costs more than to draw the book.
        """
        if now_ms <= self._ms:
            return self._book
        book = self._market.book(self._symbol, now_ms, FULL_DEPTH)
        if self._ms < 0:
            self._sequence = now_ms
        elif not followed:
            self._sequence += 1
        else:
            self._number("buy", self._book.bids, book.bids)
            self._number("sell", self._book.asks, book.asks)
        self._book, self._ms = book, now_ms
        return book

    def take_changes(self, now_ms: int) -> list[Change]:
        """All changes up to `now_ms` since the last time they were taken."""
        self.look(now_ms)
        changes, self._pending = self._pending, []
        return changes

    def forget_changes(self) -> None:
        """Drop the waiting changes: nobody follows them."""
        self._pending = []

    def _number(self, side: str, before: Floats, after: Floats) -> None:
        for price, lots in _differences(before, after):
            self._sequence += 1
            self._pending.append(Change(self._sequence, side, price, lots))


def _differences(before: Floats, after: Floats) -> list[tuple[float, int]]:
    old: dict[float, float] = dict(before.tolist())
    new: dict[float, float] = dict(after.tolist())
    gone = [(price, 0) for price in old if price not in new]
    return gone + [(price, int(lots)) for price, lots in new.items() if old.get(price) != lots]


class OrderBooks:
    """The book feeds of a market, made when they are first asked for.

    `shown_ms` gives the instant whose book of a symbol is shown at a time; a book that does not
    follow the market shows an earlier one.
    """

    def __init__(
        self, market: Market, shown_ms: Callable[[str, int], int] = lambda _symbol, now_ms: now_ms
    ) -> None:
        self._market = market
        self._shown_ms = shown_ms
        self._feeds: dict[str, BookFeed] = {}
        self._followed: dict[str, bool] = {}

    def feed(self, symbol: str) -> BookFeed:
        """The feed of `symbol`."""
        if symbol not in self._feeds:
            self._feeds[symbol] = BookFeed(self._market, symbol)
        return self._feeds[symbol]

    def look(self, symbol: str, now_ms: int) -> tuple[Book, int]:
        """The book of `symbol` at `now_ms` and its sequence number."""
        feed = self.feed(symbol)
        followed = self._followed.get(symbol, False)
        return feed.look(self._shown_ms(symbol, now_ms), followed=followed), feed.sequence

    def take_changes(self, symbol: str, now_ms: int) -> list[Change]:
        """What changed in the book of `symbol` since it was last taken, up to `now_ms`."""
        self._followed[symbol] = True
        return self.feed(symbol).take_changes(self._shown_ms(symbol, now_ms))

    def unfollow(self, symbol: str) -> None:
        """Keep no changes of `symbol` any longer: nobody subscribes to them."""
        self._followed[symbol] = False
        self.feed(symbol).forget_changes()
