"""A project of its own, as a user would have it, and a sandbox that its commands talk to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from enygma.sandbox import RealClock, RunningSandbox, ServerOptions, running_sandbox
from enygma.sandbox.market import open_market

from .project import PAIRS, Project, make_project
from .stepped import ARMED, MakeBot, SteppedBot, stepped_bot

NOW_MS = int(datetime(2026, 1, 2, tzinfo=UTC).timestamp() * 1000)
"""When the exchange's time begins, so that its candles do not depend on the day of the test."""


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


@pytest.fixture
def make_bot(
    present_project: Project, present: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MakeBot]:
    """Build a bot in this process: with paper money, or `live` against the sandbox."""
    made: list[SteppedBot] = []

    def built(live: bool = False, armed: bool = True, **settings: Any) -> SteppedBot:
        for name, value in ARMED.items() if live and armed else ():
            monkeypatch.setenv(name, value)
        made.append(stepped_bot(present_project, present, live, settings))
        return made[-1]

    yield built
    for each in made:
        each.end()
