"""The bot with paper money runs against the sandbox, over its sockets, with FreqUI's API."""

from __future__ import annotations

import base64
import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from enygma.sandbox import RealClock, RunningSandbox, ServerOptions, running_sandbox
from enygma.sandbox.market import open_market

from .conftest import Project, make_project

PATIENCE_S = 90.0


@pytest.fixture
def present() -> Iterator[RunningSandbox]:
    """A sandbox whose time is the machine's, which a bot that trades insists on."""
    clock = RealClock()
    market = open_market(now_ms=clock.now_ms(), pairs=("BTC/USDT:USDT", "ETH/USDT:USDT"))
    with running_sandbox(market, clock, ServerOptions(rate_limit=False)) as running:
        yield running


def free_port() -> int:
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


class Api:
    """FreqUI's API of a running bot."""

    def __init__(self, port: int, secrets: dict[str, str]) -> None:
        self._address = f"http://127.0.0.1:{port}/api/v1/"
        login = f"{secrets['username']}:{secrets['password']}".encode()
        self._login = {"Authorization": f"Basic {base64.b64encode(login).decode()}"}

    def get(self, path: str) -> Any:
        request = urllib.request.Request(self._address + path, headers=self._login)  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
            return json.load(answer)


def awaited(bot: subprocess.Popen[str], ask: Any) -> Any:
    """The first answer that is not empty, while the bot lives."""
    deadline = time.monotonic() + PATIENCE_S
    while bot.poll() is None and time.monotonic() < deadline:
        try:
            if answer := ask():
                return answer
        except (urllib.error.URLError, ConnectionError):
            bot_has_ended = bot.poll()
            assert bot_has_ended is None
    return None


@pytest.mark.slow
def test_the_bot_scores_minute_candles_and_answers_over_its_api(
    tmp_path: Path, repo_root: Path, present: RunningSandbox
) -> None:
    project: Project = make_project(tmp_path, repo_root, present.url)
    port = free_port()
    layer = project.layer(
        "minutes.json",
        {
            "enygma": {
                "timeframes": ["1m", "5m"],
                "scoring": {"borrowed_timeframes": {"1m": "5m"}},
            },
            "api_server": {"listen_port": port},
            "internals": {"process_throttle_secs": 1},
        },
    )
    private = tmp_path / "user_data" / "config-private.json"
    api = Api(port, json.loads(private.read_text(encoding="utf-8"))["api_server"])
    log = tmp_path / "bot.log"
    with log.open("w") as output:
        bot = subprocess.Popen(
            project.command("freqtrade", "trade", "-c", "config.sandbox.json", "-c", layer),
            cwd=project.folder,
            env=project.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            candles = awaited(
                bot,
                lambda: api.get("pair_candles?pair=BTC/USDT:USDT&timeframe=1m&limit=5").get("data"),
            )
            assert candles, log.read_text()
            assert api.get("show_config")["dry_run"] is True
            columns = api.get("pair_candles?pair=BTC/USDT:USDT&timeframe=1m&limit=5")["columns"]
            assert {"enygma_score", "enygma_class", "enygma_threshold_long"} <= set(columns)
            topics = awaited(bot, present.server.heard_topics) or []
            assert "/contractMarket/limitCandle:XBTUSDTM_1min" in topics, log.read_text()
        finally:
            bot.send_signal(signal.SIGINT)
            code = bot.wait(timeout=60)
    # 130: how freqtrade ends a run that was interrupted
    assert code == 130, log.read_text()
