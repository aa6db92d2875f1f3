"""A project of its own, as a user would have it, and a sandbox that its commands talk to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from freqtrade.configuration import Configuration
from freqtrade.enums import RPCMessageType, RunMode, SignalDirection, State
from freqtrade.freqtradebot import FreqtradeBot

from enygma.private_config import write_private_config
from enygma.sandbox import RealClock, RunningSandbox, ServerOptions, running_sandbox
from enygma.sandbox.market import open_market

NOW_MS = int(datetime(2026, 1, 2, tzinfo=UTC).timestamp() * 1000)
"""When the exchange's time begins, so that its candles do not depend on the day of the test."""
PAIRS = ("BTC/USDT:USDT", "ETH/USDT:USDT")


@dataclass(frozen=True)
class Project:
    """A folder with configuration and strategies, and the commands run in it."""

    folder: Path
    environment: dict[str, str]

    def command(self, *arguments: str) -> list[str]:
        """The command line of a program of this environment."""
        program = Path(sys.executable).with_name(arguments[0])
        return [str(program), *arguments[1:]]

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; its output in one text, as a terminal would show it."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )

    def layer(self, name: str, settings: dict[str, Any]) -> str:
        """Write a configuration file that goes on top, and return its name."""
        (self.folder / name).write_text(json.dumps(settings), encoding="utf-8")
        return name


def make_project(folder: Path, repo_root: Path, url: str) -> Project:
    """A copy of what the repository ships, with the sandbox's address of this test."""
    shutil.copy(repo_root / "config.json", folder)
    layered = (repo_root / "config.sandbox.json").read_text(encoding="utf-8")
    (folder / "config.sandbox.json").write_text(
        layered.replace("http://127.0.0.1:18080", url), encoding="utf-8"
    )
    shutil.copytree(
        repo_root / "strategies",
        folder / "strategies",
        ignore=shutil.ignore_patterns("*.json", "__pycache__"),
    )
    (folder / "user_data" / "sandbox").mkdir(parents=True)
    write_private_config(folder / "user_data" / "config-private.json")
    ours = ("FREQTRADE__", "STRICT_", "ENYGMA_", "SANDBOX_", "PYTHONDONTWRITEBYTECODE")
    ours += ("BOT_MODE", "LIVE_TRADING_ARMED")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    environment["FREQTRADE__EXCHANGE__CCXT_CONFIG__enableRateLimit"] = "false"
    environment["COLUMNS"] = "200"
    return Project(folder, environment)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[RunningSandbox]:
    """A synthetic exchange without limits on calls."""
    market = open_market(now_ms=NOW_MS, pairs=PAIRS)
    options = ServerOptions(rate_limit=False)
    with running_sandbox(market, RealClock(NOW_MS), options) as running:
        yield running


@pytest.fixture
def project(tmp_path: Path, repo_root: Path, sandbox: RunningSandbox) -> Project:
    """A fresh project without data."""
    return make_project(tmp_path, repo_root, sandbox.url)


@pytest.fixture(scope="session")
def traded(
    tmp_path_factory: pytest.TempPathFactory, repo_root: Path, sandbox: RunningSandbox
) -> Project:
    """A project with candles and the result of a backtest."""
    ready = make_project(tmp_path_factory.mktemp("traded"), repo_root, sandbox.url)
    config = ("--config", "config.sandbox.json")
    download = ("--timeframes", "30m", "2h", "--timerange", "20250901-20260101")
    done = ready.run("freqtrade", "download-data", *config, *download)
    assert done.returncode == 0, done.stdout
    options = ("--enable-protections", "--export", "signals", "--timerange", "20251020-20260101")
    done = ready.run("freqtrade", "backtesting", *config, *options)
    assert done.returncode == 0, done.stdout
    return ready


@pytest.fixture
def present() -> Iterator[RunningSandbox]:
    """A sandbox whose time is the machine's, which a bot that trades insists on."""
    clock = RealClock()
    market = open_market(now_ms=clock.now_ms(), pairs=PAIRS)
    with running_sandbox(market, clock, ServerOptions(rate_limit=False)) as running:
        yield running


@pytest.fixture
def present_project(tmp_path: Path, repo_root: Path, present: RunningSandbox) -> Project:
    """A fresh project that trades on `present`."""
    return make_project(tmp_path, repo_root, present.url)


class Channel:
    """A channel of messages, as Telegram is one, that keeps what it is sent."""

    name = "channel"

    def __init__(self) -> None:
        self.messages: list[str] = []
        self._config = {self.name: {"allow_custom_messages": True}}

    def send_msg(self, msg: dict[str, Any]) -> None:
        """Take a message of freqtrade's."""
        if msg["type"] == RPCMessageType.STRATEGY_MSG:
            self.messages.append(msg["msg"])

    def cleanup(self) -> None:
        """Nothing is open."""


@dataclass
class SteppedBot:
    """The real bot in this process: a test turns its loop and gives it commands."""

    bot: FreqtradeBot
    channel: Channel

    def enter(self, pair: str, side: str = "long", **terms: Any) -> Any:
        """What Telegram, FreqUI and REST call for a forced entry."""
        return self.bot.rpc._rpc._rpc_force_entry(
            pair, None, order_side=SignalDirection(side), **terms
        )

    def leave(self, trade: str) -> Any:
        """What they call for a forced exit."""
        return self.bot.rpc._rpc._rpc_force_exit(trade)

    def turn(self) -> None:
        """One turn of the bot's loop."""
        self.bot.process()


MakeBot = Callable[..., SteppedBot]


@pytest.fixture
def make_bot(present_project: Project, repo_root: Path) -> Iterator[MakeBot]:
    """Build a bot with paper money and the strategy `Eager`; settings go on top."""
    made: list[FreqtradeBot] = []

    def built(**settings: Any) -> SteppedBot:
        eager = {
            "strategy": "Eager",
            "strategy_path": str(repo_root / "tests" / "live" / "strategies"),
            "db_url": "sqlite://",
            "force_entry_enable": True,
            "api_server": {"enabled": False},
        }
        layer = present_project.layer("bot.json", eager | settings)
        files = [str(present_project.folder / each) for each in ("config.sandbox.json", layer)]
        arguments = {"config": files, "user_data_dir": str(present_project.folder / "user_data")}
        config = Configuration(arguments, RunMode.DRY_RUN).get_config()
        config["exchange"]["ccxt_config"]["enableRateLimit"] = False
        config["exchange"]["enable_ws"] = False
        bot = FreqtradeBot(config)
        made.append(bot)
        channel = Channel()
        bot.rpc.registered_modules.append(channel)
        bot.startup()
        bot.state = State.RUNNING
        return SteppedBot(bot, channel)

    yield built
    for bot in made:
        bot.cleanup()
