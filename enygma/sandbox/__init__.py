"""A KuCoin Futures exchange on your machine."""

from enygma.sandbox.clock import Clock, RealClock, SteppedClock
from enygma.sandbox.server import (
    RunningSandbox,
    SandboxServer,
    ServerOptions,
    running_sandbox,
)

__all__ = [
    "Clock",
    "RealClock",
    "RunningSandbox",
    "SandboxServer",
    "ServerOptions",
    "SteppedClock",
    "running_sandbox",
]
