"""KuCoin's envelope: what every answer and every refusal is wrapped in."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import orjson
from aiohttp import web

SUCCESS = "200000"

Json: TypeAlias = Any  # what orjson serialises, numpy arrays and scalars included


class ApiError(Exception):
    """A refusal with KuCoin's code, message and HTTP status.

    Codes and messages are those of KuCoin's documentation of error codes and of recorded answers.
    """

    def __init__(self, code: str, message: str, status: int = 200) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def invalid_parameter(message: str) -> ApiError:
    """The futures API's answer to a missing or malformed parameter."""
    return ApiError("100001", message)


def unknown_contract() -> ApiError:
    """The futures API's answer to a symbol that it does not list."""
    return ApiError("100003", "Contract parameter invalid")


def invalid_unified_parameter(message: str) -> ApiError:
    """The unified (`/api/ua`) API's answer to a missing or malformed parameter."""
    return ApiError("400100", message)


def not_found() -> ApiError:
    """The gateway's answer to an address that it does not know."""
    return ApiError("404000", "Url Not Found", status=404)


def method_not_allowed() -> ApiError:
    """The gateway's answer to a known address asked with another HTTP method."""
    return ApiError("405000", "Method Not Allowed", status=405)


def unsupported_media_type() -> ApiError:
    """The gateway's answer to a body that does not call itself JSON."""
    return ApiError("415000", "Unsupported Media Type", status=415)


def too_many_requests() -> ApiError:
    """The gateway's answer when a pool's quota is used up."""
    message = "Too many requests in a short period of time, please retry later"
    return ApiError("429000", message, status=429)


def internal_error() -> ApiError:
    """The gateway's answer when the sandbox itself failed; the cause is in its log."""
    return ApiError("500000", "Internal Server Error", status=500)


def success(data: Json, headers: Mapping[str, str] | None = None) -> web.Response:
    """Wrap `data` in the envelope of a success."""
    return respond({"code": SUCCESS, "data": data}, 200, headers)


def refusal(error: ApiError, headers: Mapping[str, str] | None = None) -> web.Response:
    """Wrap `error` in the envelope of a refusal."""
    return respond({"msg": error.message, "code": error.code}, error.status, headers)


def respond(body: Json, status: int, headers: Mapping[str, str] | None = None) -> web.Response:
    """Serialise `body` as JSON."""
    return web.Response(
        body=orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY),
        status=status,
        headers=headers,
        content_type="application/json",
    )
