"""Tokens for sockets, and where to connect."""

from enygma.sandbox.server.endpoint import Call, Endpoint
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.sockets.tokens import PING_INTERVAL_MS, PING_TIMEOUT_MS

SOCKET_PATH = "/endpoint"


def token(call: Call) -> Json:
    """A token for 24 hours and the address of the socket, by the name the client used."""
    server = {
        "endpoint": f"ws://{call.host}{SOCKET_PATH}",
        "encrypt": False,
        "protocol": "websocket",
        "pingInterval": PING_INTERVAL_MS,
        "pingTimeout": PING_TIMEOUT_MS,
    }
    return {"token": call.venue.tokens.issue(), "instanceServers": [server]}


ENDPOINTS = (Endpoint("POST", "/api/v1/bullet-public", token, weight=10),)
