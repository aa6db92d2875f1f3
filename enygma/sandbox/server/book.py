"""Order books: the full one and its first 20 or 100 levels."""

from enygma.sandbox.server.endpoint import Call, public
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.numbers import decimals, rows
from enygma.sandbox.server.order_books import FULL_DEPTH


def _levels(call: Call, depth: int) -> Json:
    contract = call.contract()
    book, sequence = call.venue.books.look(contract.symbol, call.now_ms)
    digits = decimals(contract.tick_size)
    return {
        "sequence": sequence,
        "symbol": contract.symbol,
        "bids": rows(book.bids[:depth], digits),
        "asks": rows(book.asks[:depth], digits),
        "ts": call.now_ms * 1_000_000,
    }


def snapshot(call: Call) -> Json:
    """The whole book."""
    return _levels(call, FULL_DEPTH)


def depth20(call: Call) -> Json:
    """The best 20 levels a side."""
    return _levels(call, 20)


def depth100(call: Call) -> Json:
    """The best 100 levels a side."""
    return _levels(call, 100)


ENDPOINTS = (
    public("/api/v1/level2/snapshot", snapshot, weight=3),
    public("/api/v1/level2/depth20", depth20, weight=5),
    public("/api/v1/level2/depth100", depth100, weight=5),
)
