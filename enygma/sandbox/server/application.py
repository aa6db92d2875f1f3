"""The HTTP application: endpoints, sockets and the control API on one router."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from aiohttp import web

from enygma.sandbox.faults import Restart
from enygma.sandbox.server import (
    book,
    bullet,
    candles,
    contracts,
    funding,
    prices,
    status,
    ticker,
)
from enygma.sandbox.server.auth import ApiKey, SignedRequest
from enygma.sandbox.server.control import Control
from enygma.sandbox.server.endpoint import Call, Endpoint
from enygma.sandbox.server.envelope import (
    ApiError,
    internal_error,
    method_not_allowed,
    not_found,
    refusal,
    success,
    unsupported_media_type,
)
from enygma.sandbox.server.gate import closed, pass_through
from enygma.sandbox.server.parameters import Parameters
from enygma.sandbox.server.private import PRIVATE_ENDPOINTS
from enygma.sandbox.server.pulse import Pulse
from enygma.sandbox.server.sockets.channels import CHANNELS
from enygma.sandbox.server.sockets.connection import Connection
from enygma.sandbox.server.sockets.hub import Hub
from enygma.sandbox.server.sockets.private_feed import PrivateFeed
from enygma.sandbox.server.sockets.publisher import Publisher
from enygma.sandbox.server.sockets.topics import AnyTopic, ChannelName, Topic
from enygma.sandbox.server.venue import Venue
from enygma.sandbox.trading import Rejection

ENDPOINTS: tuple[Endpoint, ...] = (
    *status.ENDPOINTS,
    *contracts.ENDPOINTS,
    *candles.ENDPOINTS,
    *ticker.ENDPOINTS,
    *book.ENDPOINTS,
    *prices.ENDPOINTS,
    *funding.ENDPOINTS,
    *bullet.ENDPOINTS,
    *PRIVATE_ENDPOINTS,
)

_LOG = logging.getLogger(__name__)
_WATCH_S = 1.0
_CLOSE_TIMEOUT_S = 2.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def hub_of(venue: Venue) -> Hub:
    """A hub that stops to follow an order book when its last listener leaves."""

    def forget(topic: AnyTopic) -> None:
        if isinstance(topic, Topic) and topic.channel is ChannelName.BOOK:
            venue.books.unfollow(topic.contract.symbol)

    return Hub(forget, venue.faults)


def build_application(
    venue: Venue, hub: Hub, machine_s: Callable[[], float] = time.monotonic
) -> web.Application:
    """An aiohttp application that serves `venue`, its sockets through `hub`."""
    application = web.Application(middlewares=[_in_envelope])
    for endpoint in ENDPOINTS:
        application.router.add_route(endpoint.method, endpoint.path, _handler(venue, endpoint))
    Control(venue).add_routes(application.router)
    feed = PrivateFeed(venue, hub)
    venue.exchange.subscribe(feed.hear)
    for path in (bullet.SOCKET_PATH, "/"):
        application.router.add_get(path, _socket_handler(venue, hub, machine_s))
    application.on_shutdown.append(_drop_sockets(hub))
    application.cleanup_ctx.append(_background(venue, hub, feed))
    return application


def _handler(venue: Venue, endpoint: Endpoint) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        owner = request.remote or ""
        try:
            body = await request.text()
            if body and request.content_type != "application/json":
                raise unsupported_media_type()
            key = _authenticated(venue, endpoint, request, body)
            owner = owner if key is None else str(key.uid)
            venue.rate_limit.spend(endpoint.pool, owner, endpoint.weight)
            query = Parameters(request.query, endpoint.refuse)
            call = Call(venue, query, request.match_info, body, request.host, key)
            if key is not None:
                venue.exchange.advance(venue.now_ms())
            data = endpoint.answer(call)
        except Rejection as error:
            refused = ApiError(error.code, error.message)
            return refusal(refused, venue.rate_limit.headers(endpoint.pool, owner))
        except ApiError as error:
            return refusal(error, venue.rate_limit.headers(endpoint.pool, owner))
        return success(data, venue.rate_limit.headers(endpoint.pool, owner))

    async def handle(request: web.Request) -> web.StreamResponse:
        return await pass_through(venue.faults, request, endpoint.path, partial(answer, request))

    return handle


def _authenticated(
    venue: Venue, endpoint: Endpoint, request: web.Request, body: str
) -> ApiKey | None:
    if endpoint.permission is None:
        return None
    signed = SignedRequest(
        method=request.method,
        target=request.raw_path,
        body=body,
        headers=request.headers,
        remote=request.remote or "",
    )
    return venue.keys.authenticate(signed, endpoint.permission)


def _socket_handler(venue: Venue, hub: Hub, machine_s: Callable[[], float]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        if venue.faults.spell(Restart) is not None:
            return closed(request)
        socket = web.WebSocketResponse(timeout=_CLOSE_TIMEOUT_S)
        if not socket.can_prepare(request).ok:
            raise web.HTTPNotFound
        await socket.prepare(request)
        connect_id = request.query.get("connectId", "")
        if not venue.tokens.is_valid(request.query.get("token", "")):
            error = {"id": connect_id, "type": "error", "code": 401, "data": "token is invalid"}
            await socket.send_json(error)
            await socket.close()
            return socket
        uid = venue.tokens.uid(request.query.get("token", ""))
        abort = _abort(request)
        connection = Connection(venue, hub, socket, connect_id, abort, machine_s, uid=uid)
        await connection.serve()
        return socket

    return handle


def _abort(request: web.Request) -> Callable[[], None]:
    def abort() -> None:
        if request.transport is not None:
            request.transport.abort()

    return abort


def _background(
    venue: Venue, hub: Hub, feed: PrivateFeed
) -> Callable[[web.Application], AsyncIterator[None]]:
    async def run(_application: web.Application) -> AsyncIterator[None]:
        publishers = [Publisher(venue, hub, channel) for channel in CHANNELS]
        tasks = [asyncio.create_task(publisher.run()) for publisher in publishers]
        tasks.append(asyncio.create_task(_watch(hub)))
        tasks.append(asyncio.create_task(Pulse(venue, hub, feed).run()))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    return run


def _drop_sockets(hub: Hub) -> Callable[[web.Application], Awaitable[None]]:
    async def drop(_application: web.Application) -> None:
        hub.drop_all("server is shutting down")

    return drop


async def _watch(hub: Hub) -> None:
    while True:
        await asyncio.sleep(_WATCH_S)
        hub.drop_silent()


@web.middleware
async def _in_envelope(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ApiError as error:
        return refusal(error)
    except web.HTTPNotFound:
        return refusal(not_found())
    except web.HTTPMethodNotAllowed:
        return refusal(method_not_allowed())
    except web.HTTPException as error:
        return refusal(ApiError(f"{error.status}000", error.reason, error.status))
    except UnicodeDecodeError:
        return refusal(ApiError("400000", "Bad Request", status=400))
    except Exception:  # noqa: BLE001 - the gateway answers 500000 whatever failed, and says so here
        _LOG.exception("%s %s failed", request.method, request.rel_url)
        return refusal(internal_error())
