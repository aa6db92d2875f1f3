"""`kill -9` of a real `freqtrade trade`, again and again, in the midst of what it does."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from custom_risk.order_types import MARKET_ORDERS
from custom_risk.settings import RiskSettings
from enygma.sandbox import RealClock, RunningSandbox, ServerOptions, running_sandbox
from enygma.sandbox.market import open_market
from enygma.sandbox.trading import events

from .audit import Database, differences
from .child import Child, NeverHappenedError, child
from .invariants.account_view import ValuedAccount
from .invariants.entries import EntrySize, OneIntentOneOrder
from .invariants.exits import NothingLeft, ReduceOnly
from .invariants.stops import AlwaysCovered, NeverBack
from .order_log import OrderLog
from .project import Project, temporary_project
from .scenario import PAIRS
from .watch import Watch

_BALANCE = Decimal(10_000)
_STARTED = "Changing state to: RUNNING"
_MOST_EVENTS = 60
"""About what four entries with their stops bring."""
_LONGEST_LIFE_S = 5.0
"""How long a bot lives that has less to do than it was given to live for."""


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
        NeverHappenedError: The bot did not start, or did not close and book everything.
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
    "order_types": {**MARKET_ORDERS, "stoploss_on_exchange_interval": 1},
}


class _Events:
    """Counts what the exchange tells, for a thread that waits for some of it."""

    def __init__(self) -> None:
        self._count = 0
        self._told = threading.Condition()

    def __call__(self, _event: events.Event) -> None:
        with self._told:
            self._count += 1
            self._told.notify_all()

    def await_more(self, number: int) -> None:
        """Return at the `number`-th event from now, or where nothing happens after a while."""
        with self._told:
            last = self._count + number
            self._told.wait_for(lambda: self._count >= last, _LONGEST_LIFE_S)


class _Kills:
    def __init__(self, sandbox: RunningSandbox, project: Project, draw: Random) -> None:
        self._sandbox, self._project, self._draw = sandbox, project, draw
        self._exchange = sandbox.server.venue.exchange
        self._uid = sandbox.server.venue.options.keys[0].uid
        self._events = _Events()
        self._covered = AlwaysCovered()
        rules = (
            EntrySize(RiskSettings()),
            ReduceOnly(),
            NothingLeft(),
            self._covered,
            NeverBack(),
            OneIntentOneOrder(),
        )
        self._watch = Watch(ValuedAccount(self._uid, self._exchange), rules, OrderLog())

    def report(self, kills: int) -> KillReport:
        self._sandbox.call(self._listen())
        for _ in range(kills):
            with self._bot() as bot:
                self._events.await_more(self._draw.randint(1, _MOST_EVENTS))
                bot.kill()
        self._project.kill_switch.write_text("flatten\n", encoding="utf-8")
        with self._bot() as bot:
            self._await_settled(bot)
            bot.interrupt()
        return self._compared(kills)

    async def _listen(self) -> None:
        self._exchange.subscribe(self._watch)
        self._exchange.subscribe(self._events)

    def _await_settled(self, bot: Child) -> None:
        try:
            bot.until(lambda: self._sandbox.call(self._is_settled()))
        except NeverHappenedError as error:
            error.add_note("\n".join(self._differences()))
            raise

    async def _is_settled(self) -> bool:
        """Whether everything is closed, and booked."""
        is_flat = not any(each.lots for each in self._exchange.positions(self._uid))
        return is_flat and not self._differences()

    def _differences(self) -> list[str]:
        database = Database(self._project.database, self._sandbox.server.venue.market)
        found = [f"open trade {each.number}" for each in database.trades() if each.is_open]
        told = differences(database, self._exchange, self._uid)
        return [*found, *(f"{kind} {text}" for kind, text in told)]

    @contextmanager
    def _bot(self) -> Iterator[Child]:
        """A bot that has begun to trade; dead when the block is left."""
        program = str(Path(sys.executable).with_name("freqtrade"))
        configs = [part for each in self._project.arguments["config"] for part in ("-c", each)]
        with child([program, "trade", *configs], self._project.folder, _environment()) as bot:
            bot.said(_STARTED)
            yield bot

    def _compared(self, kills: int) -> KillReport:
        now_ms = self._sandbox.server.venue.now_ms()
        found = [f"{each.invariant} {each.text}" for each in self._watch.violations]
        found += [f"{name} {text}" for name, text in self._covered.finish(now_ms)]
        found += self._differences()
        orders = len(self._exchange.orders(self._uid))
        return KillReport(kills, orders, len(self._exchange.fills(self._uid)), tuple(found))


def _environment() -> dict[str, str]:
    """This process's own, armed, without what would change the bot: pytest stops its logging."""
    foreign = ("FREQTRADE__", "ENYGMA_", "PYTEST_")
    own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**own, "BOT_MODE": "live", "LIVE_TRADING_ARMED": "true", "COLUMNS": "200"}
