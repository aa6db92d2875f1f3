"""The way in and out of every request: here it meets the faults that were asked for."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from aiohttp import web

from enygma.sandbox.faults import Incoming, Injector, Refused, TornAnswer, Unanswered
from enygma.sandbox.faults.meeting import meet
from enygma.sandbox.server.envelope import ApiError, refusal

_LOOK_EVERY_S = 0.02
_STOPS = ("stop", "stopPrice", "triggerStopUpPrice", "triggerStopDownPrice")

Answer = Callable[[], Awaitable[web.StreamResponse]]


async def pass_through(
    injector: Injector, request: web.Request, route: str, answer: Answer
) -> web.StreamResponse:
    """The answer to `request`, or what a fault makes of it."""
    if injector.is_idle:
        return await answer()
    outcome = await meet(injector, await incoming(request, route), answer)
    if isinstance(outcome, web.StreamResponse):
        return outcome
    if isinstance(outcome, Refused):
        return _refused(outcome)
    if isinstance(outcome, TornAnswer):
        return await _torn(request, outcome.answer)
    if isinstance(outcome, Unanswered):
        await _wait_for_client_to_leave(request, outcome.hold_s)
    return closed(request)


async def incoming(request: web.Request, route: str) -> Incoming:
    """What faults can know about `request`."""
    body = _parsed(await request.read())
    orders = body if isinstance(body, list) else [body]
    first: Mapping[str, Any] = orders[0] if orders and isinstance(orders[0], dict) else {}
    parts = (request.query.get("granularity"), request.query.get("interval"), first.get("side"))
    return Incoming(
        method=request.method,
        path=request.path,
        route=route,
        symbol=str(request.query.get("symbol") or first.get("symbol") or _in_path(request)),
        owner=request.headers.get("KC-API-KEY", ""),
        detail=",".join(str(part) for part in parts if part),
        has_stop=any(_has_stop(order) for order in orders),
    )


def closed(request: web.Request) -> web.StreamResponse:
    """Close the client's connection; the response returned is never sent."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _in_path(request: web.Request) -> str:
    return request.match_info.get("symbol", "")


def _has_stop(order: Any) -> bool:
    return isinstance(order, dict) and any(order.get(name) for name in _STOPS)


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body) if body else {}
    except orjson.JSONDecodeError:
        return {}


def _refused(outcome: Refused) -> web.StreamResponse:
    if outcome.page:
        return web.Response(text=outcome.page, status=outcome.status, content_type="text/html")
    return refusal(ApiError(outcome.code, outcome.message, outcome.status), outcome.headers)


async def _torn(request: web.Request, answer: object) -> web.StreamResponse:
    """Send half of the body and close. An outcome without a body is not answered at all."""
    if not isinstance(answer, web.Response) or not isinstance(answer.body, bytes):
        return closed(request)
    half = web.StreamResponse(status=answer.status, headers={"Content-Type": answer.content_type})
    half.content_length = len(answer.body)
    await half.prepare(request)
    await half.write(answer.body[: len(answer.body) // 2])
    if request.transport is not None:
        request.transport.close()
    return half


async def _wait_for_client_to_leave(request: web.Request, hold_s: float) -> None:
    for _ in range(round(hold_s / _LOOK_EVERY_S)):
        if request.transport is None:
            return
        await asyncio.sleep(_LOOK_EVERY_S)
