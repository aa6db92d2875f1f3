"""`kill -9` of a real `freqtrade trade`, again and again, in real time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from custom_risk.settings import RiskSettings
from enygma.sandbox import RealClock, RunningSandbox, ServerOptions, running_sandbox
from enygma.sandbox.market import open_market

from .audit import Database, differences
from .invariants.account_view import AccountView
from .invariants.entries import EntrySize, OneIntentOneOrder
from .invariants.exits import NothingLeft, ReduceOnly
from .invariants.stops import AlwaysCovered, NeverBack
from .order_log import OrderLog
from .project import Project, temporary_project
from .scenario import PAIRS
from .watch import Watch

_BALANCE = Decimal(10_000)
_PATIENCE_S = 120.0
_LOOK_S = 0.05
_STARTED = "Changing state to: RUNNING"
_LONGEST_LIFE_S = 5.0


class NeverHappenedError(RuntimeError):
    """What was waited for did not happen; the message holds the end of the bot's log."""


@dataclass(frozen=True)
class KillReport:
    """What a run of kills showed. `violations` are texts; empty when all is well."""

    kills: int
    orders: int
    fills: int
    violations: tuple[str, ...]


def kill_again_and_again(seed: int, kills: int) -> KillReport:
    """Start the bot and kill it `kills` times, then let it close everything, and compare.

    Raises:
        NeverHappenedError: The bot did not start, or did not close its positions.
    """
    clock = RealClock()
    market = open_market(clock.now_ms(), pairs=PAIRS, seed=seed)
    options = ServerOptions(rate_limit=False, balance=float(_BALANCE))
    with (
        running_sandbox(market, clock, options) as sandbox,
        temporary_project(sandbox.url, PAIRS, _LAYER) as project,
    ):
        return _Kills(sandbox, project, Random(seed)).report(kills)  # noqa: S311


_LAYER = {
    "dry_run": False,
    "strategy": "RestlessStrategy",
    "timeframe": "1m",
    "internals": {"process_throttle_secs": 1},
}


class _Kills:
    def __init__(self, sandbox: RunningSandbox, project: Project, draw: Random) -> None:
        self._sandbox, self._project, self._draw = sandbox, project, draw
        self._exchange = sandbox.server.venue.exchange
        self._uid = sandbox.server.venue.options.keys[0].uid
        self._covered = AlwaysCovered()
        rules = (
            EntrySize(RiskSettings()),
            ReduceOnly(),
            NothingLeft(),
            self._covered,
            NeverBack(),
            OneIntentOneOrder(),
        )
        self._watch = Watch(AccountView(self._uid, _BALANCE), rules, OrderLog())

    def report(self, kills: int) -> KillReport:
        self._sandbox.call(self._listen())
        for _ in range(kills):
            with self._bot() as bot:
                time.sleep(self._draw.uniform(0.2, _LONGEST_LIFE_S))
                bot.send_signal(signal.SIGKILL)
                bot.wait()
        self._project.kill_switch.write_text("flatten\n", encoding="utf-8")
        with self._bot() as bot:
            self._await(bot, self._is_over)
            bot.send_signal(signal.SIGINT)
            bot.wait(_PATIENCE_S)
        return self._compared(kills)

    async def _listen(self) -> None:
        self._exchange.subscribe(self._watch)

    async def _lots(self) -> int:
        return sum(abs(each.lots) for each in self._exchange.positions(self._uid))

    def _is_over(self) -> bool:
        database = Database(self._project.database, self._sandbox.server.venue.market)
        return not self._sandbox.call(self._lots()) and not any(
            each.is_open for each in database.trades()
        )

    @contextmanager
    def _bot(self) -> Iterator[subprocess.Popen[bytes]]:
        """A bot that has begun to trade; dead when the block is left."""
        self._project.log.write_text("", encoding="utf-8")
        configs = [part for each in self._project.arguments["config"] for part in ("-c", each)]
        bot = subprocess.Popen(
            [
                str(Path(sys.executable).with_name("freqtrade")),
                *("trade", "--logfile", str(self._project.log), *configs),
            ],
            cwd=self._project.folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._await(bot, lambda: _STARTED in self._log_text())
            yield bot
        finally:
            if bot.poll() is None:
                bot.kill()
                bot.wait()

    def _await(self, bot: subprocess.Popen[bytes], happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not happened():
            if bot.poll() is not None or time.monotonic() > deadline:
                raise NeverHappenedError(self._log_text()[-3000:])
            time.sleep(_LOOK_S)

    def _log_text(self) -> str:
        return self._project.log.read_text(encoding="utf-8")

    def _compared(self, kills: int) -> KillReport:
        now_ms = self._sandbox.server.venue.now_ms()
        database = Database(self._project.database, self._sandbox.server.venue.market)
        found = [f"{each.invariant} {each.text}" for each in self._watch.violations]
        found += [f"{name} {text}" for name, text in self._covered.finish(now_ms)]
        found += [
            f"{kind} {text}" for kind, text in differences(database, self._exchange, self._uid)
        ]
        orders = len(self._exchange.orders(self._uid))
        return KillReport(kills, orders, len(self._exchange.fills(self._uid)), tuple(found))


def _environment() -> dict[str, str]:
    """This process's own, armed, without what would change the bot: pytest stops its logging."""
    foreign = ("FREQTRADE__", "ENYGMA_", "PYTEST_")
    own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**own, "BOT_MODE": "live", "LIVE_TRADING_ARMED": "true"}
