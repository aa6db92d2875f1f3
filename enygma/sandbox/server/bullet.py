"""Tokens for sockets, and where to connect."""

from enygma.sandbox.server.endpoint import Call, Endpoint
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.rate_limit import Pool
from enygma.sandbox.server.sockets.tokens import PING_INTERVAL_MS, PING_TIMEOUT_MS

SOCKET_PATH = "/endpoint"


def token(call: Call) -> Json:
    """A token for 24 hours and the address of the socket, by the name the client used.

    The token that a key asks for opens the private channels of its account.
    """
    server = {
        "endpoint": f"ws://{call.host}{SOCKET_PATH}",
        "encrypt": False,
        "protocol": "websocket",
        "pingInterval": PING_INTERVAL_MS,
        "pingTimeout": PING_TIMEOUT_MS,
    }
    uid = 0 if call.key is None else call.key.uid
    return {"token": call.venue.tokens.issue(uid), "instanceServers": [server]}


ENDPOINTS = (
    Endpoint("POST", "/api/v1/bullet-public", token, weight=10),
    Endpoint("POST", "/api/v1/bullet-private", token, 10, Pool.FUTURES, permission="General"),
)
