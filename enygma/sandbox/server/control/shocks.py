"""Prices moved by hand."""

from aiohttp import web
from pydantic import Field

from enygma.sandbox.market.shock import Shock
from enygma.sandbox.server.control.route import Body, Route, read
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.venue import Venue
from enygma.sandbox.server.written_shock import WrittenShock


class NewShock(Body):
    """Move the prices of `pair` by `percent` over `minutes`, `after` minutes from now."""

    pair: str
    percent: float
    minutes: int = 10
    after: int = Field(default=0, ge=0, le=100_000)


async def show(venue: Venue, _request: web.Request) -> Json:
    """The shocks that were added, in their order."""
    return [_shock(each) for each in venue.market.shocks]


async def add(venue: Venue, request: web.Request) -> Json:
    """Let prices move from the next minute on; what has happened stays."""
    new = await read(request, NewShock)
    written = WrittenShock(new.pair, new.percent / 100, new.minutes, new.after)
    return _shock(written.add_to(venue.market, venue.now_ms()))


def _shock(shock: Shock) -> Json:
    return {
        "symbol": shock.symbol,
        "percent": round(shock.change * 100, 6),
        "start_ms": shock.start_ms,
        "minutes": shock.minutes,
    }


ROUTES = (
    Route("GET", "/shocks", show),
    Route("POST", "/shocks", add),
)
