"""The exchange over HTTP and WebSocket, in KuCoin's protocol."""

from enygma.sandbox.server.auth import ApiKey, random_key
from enygma.sandbox.server.options import DEFAULT_HOST, DEFAULT_KEY, DEFAULT_PORT, ServerOptions
from enygma.sandbox.server.rate_limit import Pool
from enygma.sandbox.server.running import RunningSandbox, SandboxServer, running_sandbox

__all__ = [
    "DEFAULT_HOST",
    "DEFAULT_KEY",
    "DEFAULT_PORT",
    "ApiKey",
    "Pool",
    "RunningSandbox",
    "SandboxServer",
    "ServerOptions",
    "random_key",
    "running_sandbox",
]
