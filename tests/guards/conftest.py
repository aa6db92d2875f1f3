"""Real bots in live mode, each with an account of its own on one sandbox in real time."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import ccxt
import pytest
from freqtrade.configuration import Configuration
from freqtrade.enums import RPCMessageType, RunMode, State
from freqtrade.freqtradebot import FreqtradeBot
from freqtrade.persistence import Trade

from enygma.exchange.account_state import AccountState, read_account
from enygma.exchange.client import SyncClient, adopt
from enygma.guards.watch import Watch
from enygma.sandbox import RunningSandbox, ServerOptions, running_sandbox
from enygma.sandbox.market.synthetic import SyntheticMarket
from enygma.sandbox.server import ApiKey
from tests.bot_configuration import addresses, configuration

PAIRS = ("BTC/USDT:USDT", "ETH/USDT:USDT", "XRP/USDT:USDT")
ETH = "ETH/USDT:USDT"
DAY_MS = 86_400_000
ACCOUNTS = 200

KEYS = tuple(
    ApiKey(
        key=f"key-{number}",
        secret=f"secret-{number}",
        passphrase=f"passphrase-{number}",
        uid=200_000_000 + number,
        permissions=frozenset({"General", "Futures"}),
    )
    for number in range(ACCOUNTS)
)
_unused = count()


@pytest.fixture(autouse=True)
def armed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Live trading is armed as a service would be, without a terminal that could be asked."""
    monkeypatch.setenv("BOT_MODE", "live")
    monkeypatch.setenv("LIVE_TRADING_ARMED", "true")
    monkeypatch.setattr("sys.stdin", io.StringIO())


@pytest.fixture(scope="session")
def venue() -> Iterator[RunningSandbox]:
    """A sandbox in real time, with an account for every test."""
    now = int(time.time() * 1000)
    market = SyntheticMarket(7, now - 3 * DAY_MS, now + 2 * DAY_MS, PAIRS)
    with running_sandbox(market, options=ServerOptions(rate_limit=False, keys=KEYS)) as running:
        yield running


@pytest.fixture
def key() -> ApiKey:
    """An account that nobody has used."""
    return KEYS[next(_unused)]


def credentials(key: ApiKey) -> dict[str, str]:
    """The key as freqtrade's configuration has it."""
    return {"key": key.key, "secret": key.secret, "password": key.passphrase}


@dataclass
class Hand:
    """Somebody else at the same account: the user with an app, or another bot."""

    api: Any

    def order(self, pair: str, side: str, lots: int, **terms: Any) -> str:
        """Place an order and return its id."""
        params = {"marginMode": "isolated", "leverage": 5, **terms}
        price = params.pop("price", None)
        kind = "market" if price is None else "limit"
        placed = self.api.create_order(pair, kind, side, lots, price, params)
        return str(placed["id"])

    def account(self) -> AccountState:
        """What the exchange holds."""
        return read_account(self.api, "USDT")

    def lots(self, pair: str) -> int:
        """The signed size of a position."""
        held = [each for each in self.account().positions if each.pair == pair]
        return sum(each.lots if each.side == "long" else -each.lots for each in held)

    def stops(self, pair: str) -> list[Any]:
        """The stops that wait."""
        return [each for each in self.account().orders if each.pair == pair and each.stop]


@pytest.fixture
def hand(venue: RunningSandbox, key: ApiKey) -> Hand:
    """A client of the same account."""
    urls = {"api": addresses(venue.url)}
    options = {"defaultType": "swap", "uta": False, "hf": False}
    api = ccxt.kucoin(
        {
            "apiKey": key.key,
            "secret": key.secret,
            "password": key.passphrase,
            "urls": urls,
            "enableRateLimit": False,
            "options": {**options, "fetchMarkets": {"types": ["swap"], "fetchTickersFees": False}},
        }
    )
    assert isinstance(adopt(api), SyncClient)
    api.load_markets()
    return Hand(api)


@dataclass
class Ear:
    """A channel of freqtrade that keeps what it hears."""

    name = "ear"
    _config: dict[str, Any] = field(default_factory=dict)
    heard: list[tuple[RPCMessageType, str]] = field(default_factory=list)

    def send_msg(self, msg: dict[str, Any]) -> None:
        """Take a message."""
        self.heard.append((msg["type"], str(msg.get("status", ""))))

    def cleanup(self) -> None:
        """Nothing is open."""

    def warnings(self) -> list[str]:
        """The warnings so far, without freqtrade's own of a dry run's start."""
        told = (text for kind, text in self.heard if kind == RPCMessageType.WARNING)
        return [text for text in told if not text.startswith("Dry run is enabled")]


@dataclass
class LiveBot:
    """A bot whose loop a test turns."""

    bot: Any
    ear: Ear

    @property
    def exchange(self) -> Any:
        """freqtrade's exchange object."""
        return self.bot.exchange

    @property
    def watch(self) -> Watch:
        """Its guards."""
        found = self.bot._watch
        assert isinstance(found, Watch)
        return found

    def enter(self, pair: str = ETH, side: str = "long", stake: float = 100.0) -> Any:
        """Enter as a signal would, and let the loop see it filled."""
        assert self.bot.execute_entry(pair, stake, is_short=side == "short")
        self.turn()
        return self.trade(pair)

    def trade(self, pair: str = ETH) -> Any:
        """The newest trade of a pair."""
        return Trade.get_trades([Trade.pair == pair]).all()[-1]

    def turn(self, times: int = 1) -> None:
        """Turn the loop."""
        for _ in range(times):
            self.bot.process()

    def look(self) -> None:
        """Turn the loop with a comparison that is due now."""
        self.watch.reconciliation._due_ms = 0  # type: ignore[union-attr]
        self.turn()


MakeBot = Callable[..., LiveBot]


@pytest.fixture
def make_bot(tmp_path: Path, venue: RunningSandbox, key: ApiKey) -> Iterator[MakeBot]:
    """Build a live bot on the test's account; settings go on top. The same database each time."""
    made: list[Any] = []

    def built(**settings: Any) -> LiveBot:
        config = {**settings_of(tmp_path, venue.url, key), **settings}
        file = tmp_path / "config.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        mode = RunMode.DRY_RUN if config["dry_run"] else RunMode.LIVE
        loaded = Configuration({"config": [str(file)]}, mode).get_config()
        bot = FreqtradeBot(loaded)
        made.append(bot)
        ear = Ear()
        bot.rpc.registered_modules.append(ear)
        bot.state = State.RUNNING
        bot.startup()
        return LiveBot(bot, ear)

    yield built
    for bot in made:
        bot.cleanup()


def settings_of(folder: Path, url: str, key: ApiKey) -> dict[str, Any]:
    """A live configuration for the sandbox."""
    return configuration(
        url,
        PAIRS,
        credentials(key),
        dry_run=False,
        stake_amount=100,
        max_open_trades=3,
        user_data_dir=str(folder),
        db_url=f"sqlite:///{folder}/trades.sqlite",
        strategy="Quiet",
        strategy_path=str(Path(__file__).parent / "strategies"),
        unfilledtimeout={"entry": 10, "exit": 10, "unit": "minutes"},
        enygma={},
    )
