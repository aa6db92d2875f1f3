"""A sandbox that runs: inside an event loop, or in a thread beside synchronous code."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from enygma.sandbox.clock import Clock, RealClock, SteppedClock
from enygma.sandbox.market import Market
from enygma.sandbox.persistence import SavedState
from enygma.sandbox.server.application import build_application, hub_of
from enygma.sandbox.server.options import DEFAULT_HOST, ServerOptions
from enygma.sandbox.server.venue import Venue

_SHUTDOWN_S = 1.0
_Result = TypeVar("_Result")


class SandboxServer:
    """Serves a market over HTTP and WebSocket while the `async with` block runs.

    `port` 0 takes a free one. `machine_s` is the time of quotas and ping timeouts, which are a
    matter of the network and not of the market. It goes on from `saved`. Raises OSError when the
    address cannot be bound, StateError when the saved state does not belong to the market.
    """

    def __init__(
        self,
        market: Market,
        clock: Clock | None = None,
        options: ServerOptions | None = None,
        host: str = DEFAULT_HOST,
        port: int = 0,
        machine_s: Callable[[], float] = time.monotonic,
        saved: SavedState | None = None,
    ) -> None:
        self.venue = Venue.open(market, clock or RealClock(), options, machine_s, saved)
        self._host = host
        self._port = port
        self._hub = hub_of(self.venue)
        application = build_application(self.venue, self._hub, machine_s)
        self._runner = web.AppRunner(
            application, access_log=None, handle_signals=False, shutdown_timeout=_SHUTDOWN_S
        )

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    @property
    def url(self) -> str:
        """Address for REST, e.g. "http://127.0.0.1:18080"."""
        return f"http://{self._host}:{self._port}"

    @property
    def ws_url(self) -> str:
        """Address of the socket; a token from `bullet-public` opens it."""
        return f"ws://{self._host}:{self._port}/endpoint"

    def drop_silent(self) -> int:
        """Drop the sockets whose clients have stopped to ping; done each second anyway."""
        return self._hub.drop_silent()

    def heard_topics(self) -> list[str]:
        """The names of the topics that some client hears over a socket."""
        return self._hub.names()

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except BaseException:
            await self._runner.cleanup()
            raise
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()


class RunningSandbox:
    """A server in a thread of its own, as synchronous code sees it."""

    def __init__(self, server: SandboxServer, loop: asyncio.AbstractEventLoop) -> None:
        self.server = server
        self._loop = loop

    @property
    def url(self) -> str:
        """Address for REST."""
        return self.server.url

    @property
    def ws_url(self) -> str:
        """Address of the socket."""
        return self.server.ws_url

    def advance(self, step_ms: int) -> int:
        """Move a stepped clock forward and return the new time.

        Raises TypeError when the server's clock is not a `SteppedClock`.
        """
        clock = self.server.venue.clock
        if not isinstance(clock, SteppedClock):
            raise TypeError("only a SteppedClock is advanced by hand")
        return self.call(clock.advance(step_ms))

    def call(self, coroutine: Coroutine[Any, Any, _Result]) -> _Result:
        """Run a coroutine on the server's event loop and return its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()


@contextmanager
def running_sandbox(
    market: Market,
    clock: Clock | None = None,
    options: ServerOptions | None = None,
    host: str = DEFAULT_HOST,
    port: int = 0,
    saved: SavedState | None = None,
) -> Iterator[RunningSandbox]:
    """Serve a market in a thread while the `with` block runs, going on from `saved`.

    Raises OSError when the address cannot be bound, StateError as `SandboxServer` does.
    """
    server = SandboxServer(market, clock, options, host, port, saved=saved)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="enygma-sandbox", daemon=True)
    thread.start()
    sandbox = RunningSandbox(server, loop)
    try:
        sandbox.call(server.__aenter__())
        try:
            yield sandbox
        finally:
            sandbox.call(server.__aexit__(None, None, None))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
