"""freqtrade's exchange objects, connected to a sandbox or to a desk that writes orders down."""

import asyncio
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from aiohttp import web
from freqtrade.enums import RunMode
from freqtrade.persistence import Order, Trade, init_db

from enygma.exchange.kucoin import Kucoin
from enygma.sandbox import RunningSandbox, ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market.synthetic import SyntheticMarket
from tests.bot_configuration import configuration
from tests.exchange.floor import Floor

NOW_MS = 1_767_277_845_678  # 2026-01-01 14:30:45.678 UTC
DAY_MS = 86_400_000
PAIRS = ("BTC/USDT:USDT", "ETH/USDT:USDT", "XRP/USDT:USDT")

Configure = Callable[..., dict[str, Any]]
Connect = Callable[..., Kucoin]


def exchange_configuration(url: str, datadir: Path, **changes: Any) -> dict[str, Any]:
    """freqtrade's configuration of a dry run on futures; `changes` replace top-level keys."""
    key = {
        "key": "sandbox-key",
        "secret": "sandbox-secret",
        "password": "sandbox-passphrase",
    }
    config = configuration(url, PAIRS, key, runmode=RunMode.DRY_RUN)
    config["exchange"]["ccxt_config"]["timeout_on_exit"] = 0
    return {**config, "datadir": datadir, "user_data_dir": datadir, **changes}


@pytest.fixture(autouse=True)
def armed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Live trading is armed as a service would be, without a terminal that could be asked."""
    monkeypatch.setenv("BOT_MODE", "live")
    monkeypatch.setenv("LIVE_TRADING_ARMED", "true")
    monkeypatch.setattr("sys.stdin", io.StringIO())


@pytest.fixture(scope="session")
def now_ms() -> int:
    """The instant at which the venue stands still."""
    return NOW_MS


@pytest.fixture(scope="session")
def venue() -> Iterator[RunningSandbox]:
    """A sandbox whose time stands still, for everything that is history."""
    market = SyntheticMarket(7, NOW_MS - 90 * DAY_MS, NOW_MS + 2 * DAY_MS, PAIRS)
    options = ServerOptions(rate_limit=False)
    with running_sandbox(market, SteppedClock(NOW_MS), options) as running:
        yield running


@pytest.fixture(scope="session")
def live_venue() -> Iterator[RunningSandbox]:
    """A sandbox in real time, for signed calls and sockets."""
    now = int(time.time() * 1000)
    market = SyntheticMarket(7, now - 3 * DAY_MS, now + 2 * DAY_MS, PAIRS)
    with running_sandbox(market, options=ServerOptions(rate_limit=False)) as running:
        yield running


@pytest.fixture(scope="session")
def datadir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where freqtrade keeps the risk limits it read."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def configure(venue: RunningSandbox, datadir: Path) -> Configure:
    """A configuration for the venue."""
    return lambda url=venue.url, **changes: exchange_configuration(url, datadir, **changes)


@pytest.fixture
def connect(configure: Configure) -> Iterator[Connect]:
    """Connect an exchange with changes to the configuration; all are closed after the test."""
    opened: list[Kucoin] = []

    def connected(tiers: bool = False, **changes: Any) -> Kucoin:
        exchange = Kucoin(configure(**changes), load_leverage_tiers=tiers)
        opened.append(exchange)
        return exchange

    yield connected
    for exchange in opened:
        exchange.close()


@pytest.fixture(scope="session")
def exchange(configure: Configure) -> Iterator[Kucoin]:
    """One connected exchange with risk limits, for tests that only read."""
    connected = Kucoin(configure(), load_leverage_tiers=True)
    yield connected
    connected.close()


class Desk:
    """An HTTP server with KuCoin's envelope that writes down what was asked and answers by rule.

    `answers` maps "METHOD /path" to data, to a function of the request's parameters, or to a
    refusal as `(code, message)`.
    """

    def __init__(self, contracts: list[dict[str, Any]]) -> None:
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, Any] = {
            "GET /api/v1/contracts/active": contracts,
            "GET /api/v3/currencies": [],
            "GET /api/v1/timestamp": lambda _: int(time.time() * 1000),
            "GET /api/v2/position/getPositionMode": {"positionMode": 0},
            "GET /api/v2/position/getMarginMode": lambda asked: {
                "symbol": asked["symbol"],
                "marginMode": "ISOLATED",
            },
            "GET /api/v1/user/api-key": {
                "uid": 100000001,
                "permission": "General,Futures",
                "ipWhitelist": "127.0.0.1",
            },
            "GET /api/v1/account-overview": {
                "currency": "USDT",
                "accountEquity": 10000,
                "availableBalance": 10000,
            },
            "GET /api/v1/positions": lambda _: self.positions,
            "GET /api/v1/stopOrders": {"items": []},
            "POST /api/v1/orders": {"orderId": "42"},
            "POST /api/v1/st-orders": {"orderId": "42"},
        }
        self.positions: list[dict[str, Any]] = []
        self.url = ""

    def hold(self, symbol: str, lots: int) -> None:
        """Let the account hold a position; negative lots are short, 0 is none."""
        self.positions = [each for each in self.positions if each["symbol"] != symbol]
        if lots:
            self.positions.append({"symbol": symbol, "currentQty": lots, "isOpen": True})

    def asked(self, call: str) -> list[dict[str, Any]]:
        """The parameters of every request of one kind, in order."""
        return [parameters for name, parameters in self.requests if name == call]

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request."""
        body = await request.text()
        parameters = {**request.query, **(json.loads(body) if body else {})}
        call = f"{request.method} {request.path}"
        self.requests.append((call, parameters))
        known = self.answers.get(call, ("404000", "Url Not Found"))
        told = known(parameters) if callable(known) else known
        if isinstance(told, tuple):
            code, message = told
            return web.json_response({"code": code, "msg": message})
        return web.json_response({"code": "200000", "data": told})


@pytest.fixture
def desk(venue: RunningSandbox) -> Iterator[Desk]:
    """A desk that trades the venue's contracts, while the sandbox itself only shows markets."""
    from urllib.request import urlopen

    with urlopen(f"{venue.url}/api/v1/contracts/active") as answer:  # noqa: S310 - loopback
        desk = Desk(json.load(answer)["data"])
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(_open(desk), loop).result(10)
    yield desk
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


async def _open(desk: Desk) -> web.AppRunner:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", desk.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    desk.url = f"http://{host}:{port}"
    return runner


@pytest.fixture
def trading(desk: Desk, connect: Connect, tmp_path: Path) -> Connect:
    """Connect an exchange that trades live at the desk."""
    live = {
        "dry_run": False,
        "runmode": RunMode.LIVE,
        "db_url": f"sqlite:///{tmp_path / 'trades.sqlite'}",
    }

    def connected(**changes: Any) -> Kucoin:
        return connect(url=desk.url, **{**live, **changes})

    return connected


class Killed(BaseException):
    """The process is gone: no handler of the bot runs any more."""


class Wire:
    """The line of one bot: notes its requests, and kills the bot at one of them."""

    def __init__(self, exchange: Kucoin) -> None:
        self.sent: list[str] = []
        self._kill_at: tuple[int, bool] | None = None
        self._session = exchange._api.session
        self._request = self._session.request
        self._session.request = self._carry

    def kill(self, after_requests: int, answered: bool) -> None:
        """Let so many requests pass from now on; die at the next, before or after its answer."""
        self._kill_at = (len(self.sent) + after_requests, answered)

    def _carry(self, method: str, url: str, **rest: Any) -> Any:
        fatal = self._kill_at is not None and len(self.sent) == self._kill_at[0]
        self.sent.append(f"{method} {urlsplit(url).path}")
        if fatal and self._kill_at is not None and not self._kill_at[1]:
            raise Killed
        answer = self._request(method, url, **rest)
        if fatal:
            raise Killed
        return answer


@pytest.fixture(scope="module")
def floor_sandbox() -> Iterator[RunningSandbox]:
    """The exchange of a file's floors; each test has it for itself, and at a later time.

    Every file begins at the same instant, whichever files ran before it.
    """
    market = SyntheticMarket(7, NOW_MS - 3 * DAY_MS, NOW_MS + 60 * DAY_MS, PAIRS)
    with running_sandbox(market, SteppedClock(NOW_MS), ServerOptions(rate_limit=False)) as running:
        yield running


@pytest.fixture
def floor(
    floor_sandbox: RunningSandbox,
    connect: Connect,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Floor]:
    """A place to trade in; it is left without positions and orders."""
    live = {
        "url": floor_sandbox.url,
        "dry_run": False,
        "runmode": RunMode.LIVE,
        "db_url": f"sqlite:///{tmp_path / 'trades.sqlite'}",
        "stoploss": -0.1,
    }
    start_s = floor_sandbox.server.venue.now_ms() / 1000
    with time_machine.travel(start_s, tick=False) as traveller:
        floor = Floor(
            floor_sandbox, traveller, lambda **changes: connect(**{**live, **changes}), tmp_path
        )
        monkeypatch.setattr(time, "sleep", floor.advance)
        floor.advance(1)
        yield floor
        floor.see(floor.venue.faults.clear)
        floor.clear_out()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[None]:
    """freqtrade's database, which outlives the bots of a test."""
    init_db(f"sqlite:///{tmp_path / 'trades.sqlite'}")
    yield
    Trade.session.remove()
    for model in (Trade, Order):
        del model.session


@pytest.fixture
def wire_of() -> type[Wire]:
    """Puts a line that can be cut between a bot and the exchange."""
    return Wire


@pytest.fixture
def killed() -> type[BaseException]:
    """What ends a bot that was killed."""
    return Killed
