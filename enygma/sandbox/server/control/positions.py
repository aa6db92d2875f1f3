"""Positions as an operator looks at them: is each one covered by stops, and since when not."""

from aiohttp import web

from enygma.sandbox.server.control.route import Route
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.venue import Venue
from enygma.sandbox.trading import Exchange
from enygma.sandbox.trading.protection import Exposure, Protection


class Positions:
    """The positions since the start, or since `recount`."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._protection = Protection(exchange)

    def recount(self) -> None:
        """Begin anew with what the exchange holds now."""
        self._protection = Protection(self._exchange)

    def routes(self) -> tuple[Route, ...]:
        """The routes that show them."""
        return (Route("GET", "/positions", self._show),)

    async def _show(self, venue: Venue, _request: web.Request) -> Json:
        now_ms = venue.now_ms()
        venue.exchange.advance(now_ms)
        return [_exposure(each, now_ms) for each in self._protection.exposures()]


def _exposure(exposure: Exposure, now_ms: int) -> Json:
    return {
        "id": exposure.position_id,
        "uid": exposure.uid,
        "symbol": exposure.symbol,
        "position_side": exposure.position_side,
        "lots": exposure.lots,
        "opened_ms": exposure.opened_ms,
        "closed_ms": exposure.closed_ms,
        "is_covered": exposure.closed_ms is not None or exposure.unprotected_since_ms is None,
        "unprotected_ms": exposure.unprotected_ms(now_ms),
    }
