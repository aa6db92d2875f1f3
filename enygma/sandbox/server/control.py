"""The control API under `/__sandbox__/`: for the operator and tests, never for trading keys."""

from aiohttp import web

from enygma.sandbox.clock import SteppedClock
from enygma.sandbox.server.envelope import ApiError, Json, success
from enygma.sandbox.server.parameters import Parameters
from enygma.sandbox.server.venue import Venue

PREFIX = "/__sandbox__"
_KEY_HEADER_PREFIX = "KC-API"


class Control:
    """Handlers of the control API over one venue."""

    def __init__(self, venue: Venue) -> None:
        self._venue = venue

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Register the handlers."""
        router.add_get(f"{PREFIX}/health", self._health)
        router.add_post(f"{PREFIX}/clock/advance", self._advance)

    async def _health(self, request: web.Request) -> web.Response:
        _refuse_trading_keys(request)
        return success(self._describe())

    async def _advance(self, request: web.Request) -> web.Response:
        _refuse_trading_keys(request)
        clock = self._venue.clock
        if not isinstance(clock, SteppedClock):
            raise ApiError("409000", "only a stepped clock is advanced by hand", status=409)
        await clock.advance(Parameters(request.query).integer("ms"))
        return success(self._describe())

    def _describe(self) -> Json:
        market = self._venue.market
        return {
            "status": "ok",
            "now": self._venue.now_ms(),
            "speed": self._venue.clock.speed,
            "first": market.first_ms,
            "last": market.last_ms,
            "pairs": [contract.pair for contract in market.contracts],
            "notes": market.notes,
        }


def _refuse_trading_keys(request: web.Request) -> None:
    if any(name.upper().startswith(_KEY_HEADER_PREFIX) for name in request.headers):
        message = "the control API takes no trading keys: call it without KC-API headers"
        raise ApiError("403000", message, status=403)
