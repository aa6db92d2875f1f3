"""The whole state: to keep it, and to go back to it."""

from collections.abc import Callable

from aiohttp import web

from enygma.sandbox.persistence import parsed
from enygma.sandbox.server.control.route import Route
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.venue import Venue


async def show(venue: Venue, _request: web.Request) -> Json:
    """Accounts, keys with their secrets, orders, positions, shocks."""
    return venue.state().as_json()


def routes(changed: Callable[[], None]) -> tuple[Route, ...]:
    """The routes; `changed` is called when the exchange goes on from another state."""

    async def take_up(venue: Venue, request: web.Request) -> Json:
        saved = parsed(await request.read())
        venue.take_up(saved)
        changed()
        return {"accounts": list(venue.exchange.accounts()), "now": venue.now_ms()}

    return (Route("GET", "/state", show), Route("PUT", "/state", take_up))
