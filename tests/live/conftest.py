"""A project of its own, as a user would have it, and a sandbox that its commands talk to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

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
