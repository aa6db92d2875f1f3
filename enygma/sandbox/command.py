"""`enygma sandbox`: serve the exchange until it is interrupted, or while a command runs."""

import argparse
import asyncio
import errno
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from enygma.sandbox.clock import Clock, RealClock, SteppedClock
from enygma.sandbox.market import Market, open_market
from enygma.sandbox.server import (
    DEFAULT_HOST,
    DEFAULT_KEY,
    DEFAULT_PORT,
    ApiKey,
    SandboxServer,
    ServerOptions,
    random_key,
)
from enygma.sandbox.server.options import CANDLE_LIMIT, LARGEST_CANDLE_LIMIT

EXIT_REFUSED = 2
_SIGNALLED = 128
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma sandbox`."""
    _add_market_arguments(parser.add_argument_group("market"))
    _add_time_arguments(parser.add_argument_group("time"))
    _add_server_arguments(parser.add_argument_group("server"))
    parser.add_argument(
        "child",
        nargs="*",
        metavar="-- COMMAND",
        help="run COMMAND while the sandbox serves, and end with its exit code",
    )


def _add_market_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--data",
        type=Path,
        action="append",
        metavar="DIR",
        help="replay freqtrade's feather files in DIR instead of a synthetic market; "
        "repeat it to look for mark prices and funding in further folders",
    )
    group.add_argument(
        "--volume",
        choices=("auto", "lots", "base"),
        default="auto",
        help="what the volume column of the files counts: lots or base currency (auto)",
    )
    group.add_argument("--seed", type=_whole(0), default=1, help="of the synthetic market (1)")
    group.add_argument(
        "--pairs", nargs="+", metavar="PAIR", help='such as "BTC/USDT:USDT"; all of them otherwise'
    )
    group.add_argument(
        "--shift-to-now",
        action="store_true",
        help="move replayed candles by whole weeks so that they reach past the present",
    )


def _add_time_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--start",
        type=_instant,
        metavar="TIME",
        help="when the exchange's time begins, in UTC: 2025-11-05 or 2025-11-05T14:30 (now)",
    )
    group.add_argument("--speed", type=_speed, default=1.0, help="times faster than real time (1)")
    group.add_argument(
        "--stepped",
        action="store_true",
        help="let time stand still until POST /__sandbox__/clock/advance?ms=... moves it",
    )


def _add_server_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--host", default=DEFAULT_HOST, help=f"address to bind ({DEFAULT_HOST})")
    group.add_argument(
        "--port",
        type=_whole(0, 65_535),
        default=DEFAULT_PORT,
        help=f"0 takes a free one ({DEFAULT_PORT})",
    )
    group.add_argument(
        "--candle-limit",
        type=_whole(1, LARGEST_CANDLE_LIMIT),
        default=CANDLE_LIMIT,
        help=f"candles per call, at most {LARGEST_CANDLE_LIMIT} ({CANDLE_LIMIT})",
    )
    group.add_argument(
        "--no-rate-limit", action="store_true", help="never answer 429000, however many calls"
    )
    group.add_argument(
        "--random-key", action="store_true", help="a fresh key instead of the published test key"
    )
    group.add_argument(
        "--balance", type=_whole(0), default=10_000, help="USDT of the test account (10000)"
    )
    group.add_argument(
        "--ready-file",
        type=Path,
        metavar="PATH",
        help="write the address to PATH once it listens; removed at the end",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM (exit code 0), or while the given command runs (its code).

    Exit code 2 when the address cannot be bound or the command does not exist. Raises
    MarketDataError when the market cannot be opened.
    """
    keys = (random_key() if args.random_key else DEFAULT_KEY,)
    options = ServerOptions(
        candle_limit=args.candle_limit,
        rate_limit=not args.no_rate_limit,
        keys=keys,
        balance=args.balance,
    )
    clock = _clock(args)
    market = _market(args, clock.now_ms())
    server = SandboxServer(market, clock, options, args.host, args.port)
    try:
        return asyncio.run(_serve(server, args))
    except OSError as error:
        return _refuse(_reason(error, args))


def _market(args: argparse.Namespace, now_ms: int) -> Market:
    return open_market(
        now_ms,
        folders=args.data or (),
        pairs=args.pairs,
        seed=args.seed,
        volume=args.volume,
        shift_to_now=args.shift_to_now,
    )


def _clock(args: argparse.Namespace) -> Clock:
    if not args.stepped:
        return RealClock(args.start, args.speed)
    return SteppedClock(RealClock().now_ms() if args.start is None else args.start)


async def _serve(server: SandboxServer, args: argparse.Namespace) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with server:
        _write_ready_file(args.ready_file, server.url)
        _say(_announcement(server, args))
        try:
            if args.child:
                return await _run_child(args.child, stop)
            await stop.wait()
        finally:
            if args.ready_file is not None:
                args.ready_file.unlink(missing_ok=True)
    return 0


async def _run_child(command: list[str], stop: asyncio.Event) -> int:
    """Run `command` and return its exit code, as a shell would give it."""
    child = await asyncio.create_subprocess_exec(*command)
    stopped = asyncio.create_task(stop.wait())
    ended = asyncio.create_task(child.wait())
    await asyncio.wait({stopped, ended}, return_when=asyncio.FIRST_COMPLETED)
    if not ended.done():
        child.terminate()
    stopped.cancel()
    code = await ended
    return code if code >= 0 else _SIGNALLED - code


def _write_ready_file(path: Path | None, url: str) -> None:
    if path is not None:
        path.write_text(f"{url}\n")


def _announcement(server: SandboxServer, args: argparse.Namespace) -> str:
    if args.child:
        return f"Sandbox at {server.url}: {_pairs(server)}\n"
    key = server.venue.options.keys[0]
    lines = [
        "KuCoin futures sandbox",
        "",
        f"  REST       {server.url}",
        f"  WebSocket  {server.ws_url} (token from POST {server.url}/api/v1/bullet-public)",
        f"  control    {server.url}/__sandbox__/health",
        f"  pairs      {_pairs(server)}",
        f"  candles    {_period(server.venue.market)}",
        f"  time       {_time(server.venue.clock)}",
        "",
        *_key_lines(key),
        "",
        *(f"  note       {note}" for note in server.venue.market.notes),
        *(f"  warning    {warning}" for warning in _warnings(server, args.host)),
        "",
        "Ctrl-C ends it.",
    ]
    return "\n".join(lines) + "\n"


def _pairs(server: SandboxServer) -> str:
    return " ".join(contract.pair for contract in server.venue.market.contracts)


def _period(market: Market) -> str:
    return f"{_written(market.first_ms)} to {_written(market.last_ms)}"


def _time(clock: Clock) -> str:
    paces = {0.0: "stepped by hand", 1.0: "in real time"}
    pace = paces.get(clock.speed, f"{clock.speed:g} times as fast as real time")
    return f"{_written(clock.now_ms())}, {pace}"


def _key_lines(key: ApiKey) -> tuple[str, ...]:
    return (
        f"  key        {key.key}",
        f"  secret     {key.secret}",
        f"  passphrase {key.passphrase}",
    )


def _warnings(server: SandboxServer, host: str) -> Iterator[str]:
    if server.venue.now_ms() > server.venue.market.last_ms:
        yield (
            "time is past the last candle: good for downloads; for a bot that trades, "
            "use --shift-to-now or --start"
        )
    if host not in _LOOPBACK:
        yield f"{host} is reachable from other machines, and everybody knows the test key"


def _written(moment_ms: int) -> str:
    return datetime.fromtimestamp(moment_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _reason(error: OSError, args: argparse.Namespace) -> str:
    address = f"{args.host}:{args.port}"
    if error.errno == errno.EADDRINUSE:
        return f"{address} is in use: stop what listens there, or choose another --port"
    if args.child and isinstance(error, FileNotFoundError | PermissionError):
        return f"cannot run {args.child[0]!r}: {error.strerror}"
    return f"cannot serve on {address}: {error.strerror or error}"


def _refuse(reason: str) -> int:
    sys.stderr.write(f"enygma: {reason}\n")
    return EXIT_REFUSED


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _instant(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time: write 2025-11-05 or 2025-11-05T14:30"
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1000)


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed <= 100_000:
        raise argparse.ArgumentTypeError("speed must be above 0 and at most 100000")
    return speed


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if number < least or (most is not None and number > most):
            bounds = f"at least {least}" if most is None else f"from {least} to {most}"
            raise argparse.ArgumentTypeError(f"{number} is not {bounds}")
        return number

    return parse
