"""Open and closed positions."""

from enygma.sandbox.server.endpoint import Call, signed
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.private.paging import Page
from enygma.sandbox.server.private.position_view import closed_row, no_position, position_row
from enygma.sandbox.server.private.span import Span

_LARGEST_PAGE = 200
_PAGE = 10


def open_position(call: Call) -> Json:
    """The open position of a contract; in hedge mode the one that was opened first."""
    contract = call.contract()
    for position in call.exchange.positions(call.uid):
        if position.symbol == contract.symbol:
            return position_row(position, contract)
    raise no_position()


def open_positions(call: Call) -> Json:
    """All open positions, or those settled in `currency`."""
    currency = call.query.optional_text("currency")
    market = call.venue.market
    rows = (
        (position, market.contract(position.symbol))
        for position in call.exchange.positions(call.uid)
    )
    return [
        position_row(position, contract)
        for position, contract in rows
        if currency in {None, contract.quote_currency}
    ]


def closed_positions(call: Call) -> Json:
    """Positions that were closed, newest first."""
    symbol = call.contract().symbol if call.query.optional_text("symbol") else None
    start_ms, end_ms = call.query.window("from", "to", call.now_ms)
    span = Span(start_ms or 0, end_ms)
    page = Page.asked(call.query, ("pageId", "limit"), _PAGE, _LARGEST_PAGE)
    found = [
        closed
        for closed in reversed(call.exchange.closed_positions(call.uid))
        if closed.closed_ms in span and symbol in {None, closed.symbol}
    ]
    return page.of(found, lambda row: closed_row(row, call.venue.market.contract(row.symbol)))


ENDPOINTS = (
    signed("/api/v1/position", open_position, weight=2, permission="Futures"),
    signed("/api/v1/positions", open_positions, weight=2, permission="Futures"),
    signed("/api/v1/history-positions", closed_positions, weight=2, permission="Futures"),
)
