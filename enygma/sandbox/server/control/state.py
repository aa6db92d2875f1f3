"""The whole state, for a file that `enygma sandbox --state` goes on from."""

from aiohttp import web

from enygma.sandbox.server.control.route import Route
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.venue import Venue


async def show(venue: Venue, _request: web.Request) -> Json:
    """Accounts, keys with their secrets, orders, positions, shocks."""
    return venue.state().as_json()


ROUTES = (Route("GET", "/state", show),)
