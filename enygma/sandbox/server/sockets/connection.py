"""One client's socket: welcome, subscribe, unsubscribe, ping, errors."""

import asyncio
import time
from collections import deque
from collections.abc import Callable

import orjson
from aiohttp import WSCloseCode, WSMsgType, web

from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.sockets.hub import Hub
from enygma.sandbox.server.sockets.tokens import PING_INTERVAL_MS, PING_TIMEOUT_MS
from enygma.sandbox.server.sockets.topics import TopicError, parse
from enygma.sandbox.server.venue import Venue

_SILENCE_S = (PING_INTERVAL_MS + PING_TIMEOUT_MS) / 1000
_BACKLOG = 20_000  # frames; a client that far behind will not catch up
_SEND_TIMEOUT_S = 10.0
_MESSAGES, _MESSAGES_WINDOW_S = 100, 10.0


class Connection:
    """A connected client. Frames to it are queued and written by one task of its own.

    `abort` cuts the connection without a farewell, for a client that no longer takes bytes. `uid`
    is the account whose private channels it may hear, 0 for none.
    """

    def __init__(
        self,
        venue: Venue,
        hub: Hub,
        socket: web.WebSocketResponse,
        connect_id: str,
        abort: Callable[[], None],
        machine_s: Callable[[], float] = time.monotonic,
        send_timeout_s: float = _SEND_TIMEOUT_S,
        uid: int = 0,
    ) -> None:
        self._uid = uid
        self._venue = venue
        self._hub = hub
        self._socket = socket
        self._connect_id = connect_id
        self._abort = abort
        self._machine_s = machine_s
        self._send_timeout_s = send_timeout_s
        self._last_ping_s = machine_s()
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(_BACKLOG)
        self._received_s: deque[float] = deque(maxlen=_MESSAGES)
        self._reason = ""
        self._stalled_until_ms = 0
        self._dropped = asyncio.Event()

    def send(self, message: bytes) -> None:
        """Queue a text frame; a client too far behind is dropped."""
        try:
            self._queue.put_nowait(message)
        except asyncio.QueueFull:
            self.drop("slow consumer")

    def is_silent(self) -> bool:
        """Whether the last ping is older than KuCoin's interval and timeout together."""
        return self._machine_s() - self._last_ping_s > _SILENCE_S

    def stall(self, duration_ms: int) -> None:
        """Write nothing for so long in the exchange's time; frames wait in their order."""
        until_ms = self._venue.now_ms() + duration_ms
        self._stalled_until_ms = max(self._stalled_until_ms, until_ms)

    def cut(self) -> None:
        """Close the connection without a farewell."""
        self.drop("cut")
        self._abort()

    @property
    def dropped_for(self) -> str:
        """Why the connection was dropped, empty while it was not."""
        return self._reason

    def drop(self, reason: str) -> None:
        """Let the writer close the connection, whatever is still queued."""
        if self._reason:
            return
        self._reason = reason
        self._dropped.set()
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def serve(self) -> None:
        """Welcome the client and answer it until one side leaves."""
        self._reply({"id": self._connect_id, "type": "welcome"})
        self._hub.join(self)
        writer = asyncio.create_task(self._write())
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    self.receive(message.data)
        finally:
            self._hub.leave(self)
            self.drop("client left")
            await writer

    async def _write(self) -> None:
        try:
            while (message := await self._queue.get()) is not None:
                await self._wait_out_stall()
                if self._reason:
                    break
                async with asyncio.timeout(self._send_timeout_s):
                    await self._socket.send_str(message.decode())
        except (ConnectionError, TimeoutError):
            self._abort()
            return
        await self._socket.close(code=WSCloseCode.GOING_AWAY, message=self._reason.encode())

    async def _wait_out_stall(self) -> None:
        while self._venue.now_ms() < self._stalled_until_ms and not self._reason:
            over = asyncio.create_task(self._venue.clock.sleep_until(self._stalled_until_ms))
            dropped = asyncio.create_task(self._dropped.wait())
            await asyncio.wait({over, dropped}, return_when=asyncio.FIRST_COMPLETED)
            over.cancel()
            dropped.cancel()

    def receive(self, message: str) -> None:
        """Answer one text frame of the client."""
        identity = self._connect_id
        try:
            self._count_message()
            request = _parsed(message)
            identity = str(request.get("id", identity))
            self._answer(identity, request)
        except TopicError as error:
            body = {"id": identity, "type": "error", "code": error.code, "data": error.message}
            self._reply(body)

    def _answer(self, identity: str, request: dict[str, Json]) -> None:
        kind = request.get("type")
        if kind == "ping":
            self._last_ping_s = self._machine_s()
            self._reply({"id": identity, "type": "pong", "timestamp": self._venue.now_ms()})
            return
        if kind not in ("subscribe", "unsubscribe"):
            raise TopicError(415, "type is not supported")
        change = self._hub.subscribe if kind == "subscribe" else self._hub.unsubscribe
        topics = parse(self._venue, str(request.get("topic") or ""), self._uid)
        if request.get("response") in (True, "true"):
            self._reply({"id": identity, "type": "ack"})
        for topic in topics:
            change(self, topic)

    def _count_message(self) -> None:
        now_s = self._machine_s()
        crowded = (
            len(self._received_s) == _MESSAGES and now_s - self._received_s[0] < _MESSAGES_WINDOW_S
        )
        if crowded and self._venue.options.rate_limit:
            raise TopicError(509, "exceed max permits per second")
        self._received_s.append(now_s)

    def _reply(self, body: dict[str, Json]) -> None:
        self.send(orjson.dumps(body))


def _parsed(message: str) -> dict[str, Json]:
    try:
        request = orjson.loads(message)
    except orjson.JSONDecodeError:
        request = None
    if not isinstance(request, dict):
        raise TopicError(400, "message is not a JSON object")
    return request
