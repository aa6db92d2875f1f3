"""Comparing the exchange with freqtrade's database. Pure: it only looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from enygma.exchange.account_state import AccountState, LiveOrder, OpenPosition
from enygma.guards.book import Book, BookedTrade
from enygma.guards.difference import Difference, Kind

OTHER_SIDE = {"long": "short", "short": "long"}

KnowsOrder = Callable[[str, str], bool]
"""Whether the database has an order, by id and pair."""


@dataclass(frozen=True)
class Comparison:
    """Both sides of the account.

    Attributes:
        account: What the exchange says.
        book: What the database says.
        knows_order: Asks the database for an order of whatever age.
        ignored_pairs: Pairs that are left alone.
        hedged: Whether a pair may have a long and a short position.
    """

    account: AccountState
    book: Book
    knows_order: KnowsOrder
    ignored_pairs: frozenset[str] = frozenset()
    hedged: bool = False

    def differences(self) -> list[Difference]:
        """Everything that differs, positions first."""
        found = [*self._positions(), *self._trades(), *self._orders()]
        return [each for each in found if each.pair not in self.ignored_pairs]

    def _positions(self) -> Iterator[Difference]:
        for position in self.account.positions:
            trade = self.book.trade(position.pair, position.side)
            if trade is None or trade.most_lots == 0:
                if self._is_turned(position):
                    continue
                yield _unknown(position)
                continue
            if not trade.least_lots <= position.lots <= trade.most_lots:
                yield _size(trade, position)
            if bare := self.account.unprotected_lots(position):
                yield _unprotected(position, bare)

    def _is_turned(self, position: OpenPosition) -> bool:
        """Whether a trade stands for the other side: told once, by the trade."""
        return not self.hedged and self._stands(position.pair, OTHER_SIDE[position.side])

    def _stands(self, pair: str, side: str) -> bool:
        trade = self.book.trade(pair, side)
        return trade is not None and trade.least_lots > 0

    def _trades(self) -> Iterator[Difference]:
        for trade in self.book.trades:
            if not trade.least_lots or self.account.position(trade.pair, trade.side):
                continue
            other = self.account.position(trade.pair, OTHER_SIDE[trade.side])
            if other is not None and not self.hedged:
                yield _side(trade, other)
            else:
                yield _missing(trade)

    def _orders(self) -> Iterator[Difference]:
        for order in self.account.orders:
            if order.stop is not None and order.reduces:
                if self._is_orphan(order):
                    yield _orphan(order)
            elif not self._is_booked(order):
                yield _unknown_order(order)
        waiting = {order.id for order in self.account.orders}
        for trade in self.book.trades:
            for booked in trade.orders:
                if booked.id not in waiting:
                    yield _lost(trade, booked.id)

    def _is_booked(self, order: LiveOrder) -> bool:
        return order.id in self.book.open_order_ids or self.knows_order(order.id, order.pair)

    def _is_orphan(self, order: LiveOrder) -> bool:
        """Whether a stop protects nothing and waits for nothing."""
        if any(order.concerns(each) for each in self.account.positions):
            return False
        return not any(each.pair == order.pair and each.most_lots for each in self.book.trades)


def _unknown(position: OpenPosition) -> Difference:
    text = (
        f"{position.lots} lots at {position.entry_price}, {position.leverage}x, that no trade "
        "explains"
    )
    return Difference(Kind.UNKNOWN_POSITION, position.pair, position.side, "", text)


def _size(trade: BookedTrade, position: OpenPosition) -> Difference:
    booked = f"{trade.lots}"
    if trade.least_lots != trade.most_lots:
        booked = f"{trade.least_lots} to {trade.most_lots}"
    text = f"{position.lots} lots on the exchange, {booked} in trade {trade.id}"
    return Difference(Kind.SIZE_DIFFERS, trade.pair, trade.side, "", text)


def _unprotected(position: OpenPosition, bare: int) -> Difference:
    text = f"no stop covers {bare} of {position.lots} lots"
    return Difference(Kind.UNPROTECTED, position.pair, position.side, "", text)


def _side(trade: BookedTrade, position: OpenPosition) -> Difference:
    text = f"the exchange holds {position.lots} lots {position.side}, trade {trade.id} is the other"
    return Difference(Kind.SIDE_DIFFERS, trade.pair, trade.side, "", text)


def _missing(trade: BookedTrade) -> Difference:
    text = f"{trade.lots} lots in trade {trade.id}, none on the exchange"
    return Difference(Kind.MISSING_POSITION, trade.pair, trade.side, "", text)


def _orphan(order: LiveOrder) -> Difference:
    text = f"{order.side} {order.lots} lots at {order.trigger}, order {order.id}"
    return Difference(Kind.ORPHANED_STOP, order.pair, "", order.id, text)


def _unknown_order(order: LiveOrder) -> Difference:
    text = f"{order.side} {order.lots} lots, order {order.id}, is not in the database"
    return Difference(Kind.UNKNOWN_ORDER, order.pair, "", order.id, text)


def _lost(trade: BookedTrade, order_id: str) -> Difference:
    text = f"order {order_id} of trade {trade.id} does not wait on the exchange"
    return Difference(Kind.LOST_ORDER, trade.pair, trade.side, order_id, text)
