"""How the sandbox is, and steps of its time."""

from aiohttp import web

from enygma.sandbox.clock import SteppedClock
from enygma.sandbox.server.control.route import Route
from enygma.sandbox.server.envelope import ApiError, Json
from enygma.sandbox.server.parameters import Parameters
from enygma.sandbox.server.venue import Venue


async def health(venue: Venue, _request: web.Request) -> Json:
    """Time, pace, pairs and what an operator should know of the market."""
    return _describe(venue)


async def advance(venue: Venue, request: web.Request) -> Json:
    """Move stepped time by `ms` milliseconds; whatever falls into them happens before."""
    clock = venue.clock
    if not isinstance(clock, SteppedClock):
        raise ApiError("409000", "only a stepped clock is advanced by hand", status=409)
    await clock.advance(Parameters(request.query).integer("ms"))
    return _describe(venue)


def _describe(venue: Venue) -> Json:
    market = venue.market
    return {
        "status": "ok",
        "now": venue.now_ms(),
        "speed": venue.clock.speed,
        "first": market.first_ms,
        "last": market.last_ms,
        "pairs": [contract.pair for contract in market.contracts],
        "notes": market.notes,
    }


ROUTES = (
    Route("GET", "/health", health),
    Route("POST", "/clock/advance", advance),
)
