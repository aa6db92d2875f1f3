"""A route of the control API, and what its handlers read requests with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from enygma.sandbox.server.envelope import ApiError, Json
from enygma.sandbox.server.venue import Venue

Handler = Callable[[Venue, web.Request], Awaitable[Json]]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path below the prefix; `handle` returns the `data` of the envelope."""

    method: str
    path: str
    handle: Handler


class Body(BaseModel):
    """The JSON object that a request brings; what it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_Body = TypeVar("_Body", bound=Body)


async def read(request: web.Request, kind: type[_Body]) -> _Body:
    """The body of `request`. Raises ApiError 400000, which names the field that is wrong."""
    try:
        return kind.model_validate_json(await request.read() or b"{}")
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the body"
        known = ", ".join(kind.model_fields)
        raise wrong(f"{field}: {first['msg']}; the fields are {known}") from None


def wrong(message: str) -> ApiError:
    """The refusal of a request that makes no sense."""
    return ApiError("400000", message, status=400)
