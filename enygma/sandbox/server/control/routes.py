"""All routes of the control API, behind the one check that they share."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from enygma.sandbox.faults import FaultError
from enygma.sandbox.market import MarketDataError
from enygma.sandbox.server.control import accounts, faults, health, shocks, state
from enygma.sandbox.server.control.positions import Positions
from enygma.sandbox.server.control.route import Route, wrong
from enygma.sandbox.server.envelope import ApiError, success
from enygma.sandbox.server.venue import Venue
from enygma.sandbox.trading import Rejection, StateError

PREFIX = "/__sandbox__"
_KEY_HEADER_PREFIX = "KC-API"


class Control:
    """The control API over one venue."""

    def __init__(self, venue: Venue) -> None:
        self._venue = venue
        positions = Positions(venue.exchange)
        self.routes: tuple[Route, ...] = (
            *health.ROUTES,
            *faults.ROUTES,
            *accounts.ROUTES,
            *shocks.ROUTES,
            *positions.routes(),
            *state.routes(positions.recount),
        )

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Register the handlers."""
        for route in self.routes:
            router.add_route(route.method, PREFIX + route.path, self._guarded(route))

    def _guarded(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            _refuse_trading_keys(request)
            try:
                return success(await route.handle(self._venue, request))
            except (FaultError, MarketDataError, StateError) as error:
                raise wrong(str(error)) from None
            except Rejection as error:
                raise ApiError(error.code, error.message, status=409) from None

        return handle


def _refuse_trading_keys(request: web.Request) -> None:
    if any(name.upper().startswith(_KEY_HEADER_PREFIX) for name in request.headers):
        message = "the control API takes no trading keys: call it without KC-API headers"
        raise ApiError("403000", message, status=403)
