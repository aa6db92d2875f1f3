"""`enygma sandbox`: serve the exchange until it is interrupted, or while a command runs."""

import argparse
import asyncio
import errno
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from enygma.sandbox.clock import Clock, RealClock, SteppedClock
from enygma.sandbox.faults import plan_of
from enygma.sandbox.market import Market, open_market
from enygma.sandbox.persistence import SavedState, StateFile
from enygma.sandbox.server import DEFAULT_KEY, SandboxServer, ServerOptions, random_key
from enygma.sandbox.server.announcement import announcement, in_short
from enygma.sandbox.server.arguments import add_arguments
from enygma.sandbox.server.written_key import with_own_accounts

__all__ = ["add_arguments", "run"]

EXIT_REFUSED = 2
EXIT_UNSAVED = 1
TIMERANGE_VARIABLE = "SANDBOX_TIMERANGE"
"""Environment variable of the command that runs beside the sandbox: `20251218-20260117`."""
_SIGNALLED = 128
_DAY_MS = 86_400_000


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM (exit code 0), or while the given command runs (its code).

    Exit code 2 when the address cannot be bound, the command does not exist, or the options or the
    saved state make no sense; 1 when the state could not be saved at the end. Raises
    MarketDataError when the market cannot be opened.
    """
    try:
        server = _server(args)
    except ValueError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"cannot read {args.state}: {error.strerror}")
    try:
        code = asyncio.run(_serve(server, args))
    except OSError as error:
        return _refuse(_reason(error, args))
    if args.state is not None and not _write(server.venue.state(), args.state):
        return code or EXIT_UNSAVED
    return code


def _server(args: argparse.Namespace) -> SandboxServer:
    """The server that was asked for.

    Raises ValueError for options or a saved state that make no sense, OSError when the state
    cannot be read, MarketDataError when the market cannot be opened.
    """
    key = random_key() if args.random_key else DEFAULT_KEY
    options = ServerOptions(
        candle_limit=args.candle_limit,
        rate_limit=not args.no_rate_limit,
        keys=with_own_accounts(key, args.keys),
        balance=args.balance,
        faults=plan_of(args.fault_seed, args.faults) if args.faults else None,
    )
    saved = None if args.state is None else StateFile(args.state).load()
    clock = _clock(args, None if saved is None else saved.saved_ms)
    market = _market(args, clock.now_ms())
    server = SandboxServer(market, clock, options, args.host, args.port, saved=saved)
    for shock in args.shocks:
        shock.add_to(server.venue.market, clock.now_ms())
    return server


def _write(state: SavedState, path: Path) -> bool:
    try:
        StateFile(path).save(state)
    except OSError as error:
        sys.stderr.write(f"enygma: the state was not saved to {path}: {error.strerror}\n")
        return False
    return True


async def _save_now_and_then(server: SandboxServer, path: Path, every_s: float) -> None:
    """Save for ever; cancelled while it writes, it ends only when that is done."""
    while True:
        await asyncio.sleep(every_s)
        writing = asyncio.create_task(asyncio.to_thread(_write, server.venue.state(), path))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await writing
            raise


def _market(args: argparse.Namespace, now_ms: int) -> Market:
    return open_market(
        now_ms,
        folders=args.data or (),
        pairs=args.pairs,
        seed=args.seed,
        volume=args.volume,
        shift_to_now=args.shift_to_now,
    )


def _clock(args: argparse.Namespace, saved_ms: int | None) -> Clock:
    """The clock that was asked for; one that is not the machine's goes on where it was saved."""
    start_ms = args.start if saved_ms is None else saved_ms
    if args.stepped:
        return SteppedClock(RealClock().now_ms() if start_ms is None else start_ms)
    is_the_machines = args.start is None and args.speed == 1
    return RealClock(None if is_the_machines else start_ms, args.speed)


async def _serve(server: SandboxServer, args: argparse.Namespace) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with server:
        _write_ready_file(args.ready_file, server.url)
        _say(in_short(server) if args.child else announcement(server, args.host))
        saving = _start_saving(server, args)
        try:
            if args.child:
                return await _run_child(args.child, stop, _child_environment(server))
            await stop.wait()
        finally:
            if saving is not None:
                saving.cancel()
                await asyncio.wait({saving})
            if args.ready_file is not None:
                args.ready_file.unlink(missing_ok=True)
    return 0


def _start_saving(server: SandboxServer, args: argparse.Namespace) -> asyncio.Task[None] | None:
    if args.state is None:
        return None
    return asyncio.create_task(_save_now_and_then(server, args.state, args.save_every))


def _child_environment(server: SandboxServer) -> dict[str, str]:
    """The environment with the whole days of candles there are, in freqtrade's form."""
    market, now_ms = server.venue.market, server.venue.clock.now_ms()
    first, last = market.first_ms, min(market.last_ms, now_ms)
    days = (datetime.fromtimestamp(each / 1000, UTC) for each in (first, last + _DAY_MS))
    return os.environ | {TIMERANGE_VARIABLE: "-".join(f"{day:%Y%m%d}" for day in days)}


async def _run_child(command: list[str], stop: asyncio.Event, environment: dict[str, str]) -> int:
    """Run `command` and return its exit code, as a shell would give it."""
    child = await asyncio.create_subprocess_exec(*command, env=environment)
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
