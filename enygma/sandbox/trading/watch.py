"""Which prices of a contract matter to somebody, as bands inside which nothing happens."""

from collections.abc import Iterator
from decimal import Decimal
from math import inf
from typing import TypeAlias

from enygma.sandbox.market import Band, PriceKind
from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.cross_risk import calm_distance
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.liquidation import liquidation_level
from enygma.sandbox.trading.request import Stop
from enygma.sandbox.trading.terms import MarginMode, PriceType, Side, StopDirection

Bands: TypeAlias = dict[PriceKind, Band]
_KINDS = {
    PriceType.LAST: PriceKind.LAST,
    PriceType.MARK: PriceKind.MARK,
    PriceType.INDEX: PriceKind.INDEX,
}
_Level: TypeAlias = tuple[PriceKind, StopDirection, float]


def bands(floor: Floor, symbol: str) -> Bands:
    """Bands of last, mark and index price inside which no stop is triggered and no position of
    any account is liquidated; a price that nobody watches is missing."""
    found: dict[PriceKind, list[float]] = {}
    for account in floor.accounts.values():
        for kind, direction, level in _levels(floor, account, symbol):
            edges = found.setdefault(kind, [-inf, inf])
            if direction is StopDirection.DOWN:
                edges[0] = max(edges[0], level)
            else:
                edges[1] = min(edges[1], level)
    return {kind: Band(*edges) for kind, edges in found.items()}


def resting_band(floor: Floor, symbol: str) -> Band | None:
    """The band of traded prices inside which no resting order of any account is filled."""
    book = floor.books.get(symbol)
    if not book:
        return None
    buy, sell = book.best(Side.BUY), book.best(Side.SELL)
    return Band(
        -inf if buy is None else float(buy),
        inf if sell is None else float(sell),
    )


def _levels(floor: Floor, account: Account, symbol: str) -> Iterator[_Level]:
    for order in account.waiting_of(symbol):
        if order.stop is not None:
            yield _stop_level(order.stop)
    for holding in account.holdings_of(symbol):
        if holding.margin_mode is MarginMode.ISOLATED:
            down = StopDirection.DOWN if holding.sign > 0 else StopDirection.UP
            yield PriceKind.MARK, down, liquidation_level(account, holding)
        else:
            mark = floor.quote(symbol).mark
            distance: Decimal = calm_distance(floor, account, holding)
            yield PriceKind.MARK, StopDirection.DOWN, float(mark - distance)
            yield PriceKind.MARK, StopDirection.UP, float(mark + distance)


def _stop_level(stop: Stop) -> _Level:
    return _KINDS[stop.price_type], stop.direction, float(stop.price)
