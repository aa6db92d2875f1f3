"""The exchange over loopback: signed orders, candles, and what the server keeps in memory.

The server is a process of its own and the client another, each with one thread, so that neither
waits for the other's interpreter. The client signs a request before its time is taken.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter, process_time, time_ns
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from multiprocessing.connection import Connection as Pipe

Row = tuple[str, float, str]

CONNECTIONS = 8
WARM_CYCLES = 10
CYCLES = 150
"""Cycles of a connection: a limit order, its cancel, a market buy, and a sale that closes it."""
PATIENCE_S = 60
PAGE = 200
PAGES = 1_000
MINUTE_MS = 60_000
CANDLE_MINUTES = 30


@dataclass(frozen=True)
class Timed:
    """Requests over the wire: how many in all, in how many seconds, and how long each took."""

    seconds: float
    latencies_ms: list[float]

    @property
    def per_second(self) -> float:
        """Requests per second."""
        return len(self.latencies_ms) / self.seconds

    def percentile_ms(self, share: float) -> float:
        """The time below which `share` of the requests stayed."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure() -> list[Row]:
    """Orders per second with their latencies, candles per second, memory of the server."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=_serve, args=(theirs,))
    server.start()
    try:
        host, port, symbols = _received(ours)
        work = _Work(host, port, symbols)
        asyncio.run(work.orders("warm", WARM_CYCLES))
        before = _told(ours, "seconds")
        orders = asyncio.run(work.orders("timed", CYCLES))
        cost = (_told(ours, "seconds") - before) / len(orders.latencies_ms)
        pages = asyncio.run(work.pages())
        peak_mb = _told(ours, "megabytes")
        ours.send("end")
    finally:
        server.join(10)
        server.kill()
    return [
        ("sandbox: signed orders and cancels over loopback, 1/s", orders.per_second, ">= 1000"),
        ("sandbox: their latency, p50", orders.percentile_ms(0.50), "ms"),
        ("sandbox: their latency, p99, ms", orders.percentile_ms(0.99), "<= 20"),
        ("sandbox: processor time of the server for one", cost * 1e6, "µs"),
        ("sandbox: candles replayed over REST", pages.per_second * PAGE, "candles/s"),
        ("sandbox: a page of 200 candles, p99", pages.percentile_ms(0.99), "ms"),
        ("sandbox: server's peak memory, 6 pairs x 2 years", peak_mb, "MB"),
    ]


def _received(pipe: Pipe) -> Any:
    """What the server says. Raises TimeoutError when it says nothing for a minute."""
    if not pipe.poll(PATIENCE_S):
        raise TimeoutError("the server did not answer")
    return pipe.recv()


def _serve(pipe: Pipe) -> None:
    """Serve six pairs over two years until told to end, then say how much memory it took."""
    from enygma.sandbox import SandboxServer, ServerOptions
    from enygma.sandbox.market import open_market

    async def run() -> None:
        market = open_market(time_ns() // 1_000_000)
        options = ServerOptions(rate_limit=False, balance=1_000_000.0)
        async with SandboxServer(market, options=options) as server:
            symbols = [contract.symbol for contract in market.contracts]
            pipe.send(("127.0.0.1", server.port, symbols))
            while (wanted := await asyncio.to_thread(pipe.recv)) != "end":
                pipe.send(process_time() if wanted == "seconds" else _peak_mb())

    asyncio.run(run())


def _told(pipe: Pipe, wanted: str) -> float:
    """The server's processor seconds so far, or its peak memory in megabytes."""
    pipe.send(wanted)
    return float(_received(pipe))


def _peak_mb() -> float:
    unit = 1_048_576 if sys.platform == "darwin" else 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


@dataclass(frozen=True)
class _Work:
    """What the client asks of the server at `host` and `port`."""

    host: str
    port: int
    symbols: list[str]

    async def orders(self, name: str, cycles: int) -> Timed:
        """All connections place and cancel at once, spread over the contracts."""
        wires = [await _Wire.open(self.host, self.port) for _ in range(CONNECTIONS)]
        prices = {symbol: await wires[0].deep_bid(symbol) for symbol in self.symbols}
        shares = []
        for number in range(CONNECTIONS):
            symbol = self.symbols[number % len(self.symbols)]
            shares.append(_cycles(symbol, prices[symbol], f"{name}-{number}", cycles))
        return await _timed(wires, shares)

    async def pages(self) -> Timed:
        """Walk back through two years of candles, a page a request."""
        wires = [await _Wire.open(self.host, self.port) for _ in range(CONNECTIONS)]
        span_ms = PAGE * CANDLE_MINUTES * MINUTE_MS
        end_ms = time_ns() // 1_000_000
        requests = []
        for number in range(PAGES):
            symbol, page = self.symbols[number % len(self.symbols)], number // len(self.symbols)
            start_ms = end_ms - (page + 1) * span_ms
            query = f"symbol={symbol}&granularity={CANDLE_MINUTES}&from={start_ms}"
            requests.append(_plain(f"/api/v1/kline/query?{query}&to={start_ms + span_ms}"))
        return await _timed(wires, [requests[number::CONNECTIONS] for number in range(CONNECTIONS)])


async def _timed(wires: list[_Wire], shares: Sequence[Iterable[bytes]]) -> Timed:
    """Send each connection's share, all at once, and close them."""
    began = perf_counter()
    sent = (wire.send_all(share) for wire, share in zip(wires, shares, strict=True))
    latencies = await asyncio.gather(*sent)
    seconds = perf_counter() - began
    for wire in wires:
        wire.close()
    return Timed(seconds, [each for one in latencies for each in one])


def _cycles(symbol: str, price: float, label: str, cycles: int) -> Iterator[bytes]:
    for number in range(cycles):
        name = f"{label}-{number}"
        limit = {"type": "limit", "side": "buy", "price": str(price), "size": 1}
        yield _order(symbol, f"{name}-limit", limit)
        yield _signed("DELETE", f"/api/v1/orders/client-order/{name}-limit?symbol={symbol}")
        yield _order(symbol, f"{name}-buy", {"type": "market", "side": "buy", "size": 1})
        sale = {"type": "market", "side": "sell", "size": 1, "reduceOnly": True}
        yield _order(symbol, f"{name}-sell", sale)


def _order(symbol: str, name: str, terms: dict[str, object]) -> bytes:
    common: dict[str, object] = {"clientOid": name, "symbol": symbol, "leverage": 3}
    return _signed("POST", "/api/v1/orders", json.dumps(common | terms))


def _signed(method: str, target: str, body: str = "") -> bytes:
    from enygma.sandbox.server import DEFAULT_KEY as KEY
    from enygma.sandbox.server.auth import sign

    timestamp = str(time_ns() // 1_000_000)
    headers = {
        "KC-API-KEY": KEY.key,
        "KC-API-SIGN": sign(KEY.secret, timestamp + method + target + body),
        "KC-API-TIMESTAMP": timestamp,
        "KC-API-PASSPHRASE": sign(KEY.secret, KEY.passphrase),
        "KC-API-KEY-VERSION": "3",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    return _request(method, target, headers) + body.encode()


def _plain(target: str) -> bytes:
    return _request("GET", target, {})


def _request(method: str, target: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: sandbox"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class _Wire:
    """One kept-alive connection that sends a request when the answer before it has come."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, host: str, port: int) -> _Wire:
        return cls(*await asyncio.open_connection(host, port))

    def close(self) -> None:
        self._writer.close()

    async def send_all(self, requests: Iterable[bytes]) -> list[float]:
        """Milliseconds of every request. Raises RuntimeError when one is refused."""
        latencies = []
        for request in requests:
            began = perf_counter()
            answer = await self._send(request)
            latencies.append((perf_counter() - began) * 1000)
            if b'"code":"200000"' not in answer:
                raise RuntimeError(f"{request!r}\nwas refused: {answer!r}")
        return latencies

    async def deep_bid(self, symbol: str) -> float:
        """The lowest bid of a hundred: a price on the contract's grid where an order rests."""
        answer = json.loads(await self._send(_plain(f"/api/v1/level2/depth100?symbol={symbol}")))
        return float(answer["data"]["bids"][-1][0])

    async def _send(self, request: bytes) -> bytes:
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        return await self._reader.readexactly(length)
