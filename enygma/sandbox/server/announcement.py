"""What the sandbox says when it has started."""

from collections.abc import Iterator
from datetime import UTC, datetime

from enygma.sandbox.clock import Clock
from enygma.sandbox.faults import FaultPlan
from enygma.sandbox.market import Market
from enygma.sandbox.server.auth import ApiKey
from enygma.sandbox.server.running import SandboxServer
from enygma.sandbox.trading import Exchange

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def announcement(server: SandboxServer, host: str) -> str:
    """What an operator needs to know: addresses, pairs, time, keys, notes and warnings."""
    key, *further = server.venue.options.keys
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
        *(f"  account    {each.key}, {each.secret}, {each.passphrase}" for each in further),
        "",
        *_held(server.venue.exchange),
        *_faults(server.venue.faults.plan),
        *(f"  note       {note}" for note in server.venue.market.notes),
        *(f"  warning    {warning}" for warning in _warnings(server, host)),
        "",
        "Ctrl-C ends it.",
    ]
    return "\n".join(lines) + "\n"


def in_short(server: SandboxServer) -> str:
    """Address, pairs and what the prices are, for when a command runs beside it."""
    told = (f"Sandbox at {server.url}: {_pairs(server)}", *server.venue.market.notes)
    return "\n".join(told) + "\n"


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


def _held(exchange: Exchange) -> Iterator[str]:
    """What the accounts hold when the sandbox goes on from a saved state."""
    accounts = exchange.accounts()
    positions = sum(len(exchange.positions(uid)) for uid in accounts)
    orders = sum(len(exchange.active_orders(uid)) for uid in accounts)
    if positions or orders:
        yield f"  holds      positions: {positions}, active orders: {orders}"


def _faults(plan: FaultPlan | None) -> Iterator[str]:
    if plan is not None:
        rates = " ".join(f"{name}={rate:g}" for name, rate in plan.rates.items())
        yield f"  faults     {rates}, drawn from seed {plan.seed}"


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
