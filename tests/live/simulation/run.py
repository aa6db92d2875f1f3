"""One simulated run from its first candle to the audit at its end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from custom_risk.breaker import Level
from custom_risk.configuration import load_settings
from custom_risk.portfolio.asset import asset_of
from custom_risk.settings import RiskSettings
from enygma.sandbox import RunningSandbox, ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.faults import FaultPlan, TimeoutAfter, TimeoutBefore
from enygma.sandbox.market import open_market
from enygma.sandbox.trading.events import Listener

from .audit import Database, differences, money_difference
from .chaos import Chaos, crashes, halts, transfers
from .clock import SimulatedClock
from .invariants.account_view import ValuedAccount
from .invariants.entries import (
    DailyDrawdownGate,
    EntrySize,
    NoEntryWhileHalted,
    OneIntentOneOrder,
)
from .invariants.exits import NothingLeft, ReduceOnly
from .invariants.pauses import EntriesPerHour, NoEntryWhileBroken, RestOfPair, session_terms
from .invariants.portfolio import PortfolioCaps
from .invariants.stops import AlwaysCovered, NeverBack
from .life import Life
from .order_log import OrderLog
from .outcome import Finding, Outcome
from .project import Project, temporary_project
from .scenario import Scenario, layer_of
from .tripped import Tripped
from .watch import Rule, Watch
from .wire import Wire

BALANCE = Decimal(10_000)
TRANSFER = Decimal(100)
"""What is put into the account at a time: more than the bot's books may be off by."""
# freqtrade counts profits in floats, so the last digits may differ
_CENT = Decimal("0.01")
LONGEST_TURN = timedelta(minutes=5)
_FLATTEN_MS = 5 * 60_000
# Held answers would cost the machine's time: a connection that is cut tells the client as little.
_TIMEOUTS_CUT = (TimeoutBefore(answer_by="cut"), TimeoutAfter(answer_by="cut"))
_ARMED = {"BOT_MODE": "live", "LIVE_TRADING_ARMED": "true"}


def simulate(
    scenario: Scenario,
    listeners: Sequence[Listener] = (),
    at_end: Callable[[Project], None] | None = None,
    observer: Callable[[str, int], None] | None = None,
) -> Outcome:
    """Run `scenario` in this process and say what was found.

    `listeners` hear every event of the exchange as well, `observer` is told path and time of
    every request; `at_end` sees the bot's folder once the
    bot has ended, before it is removed.
    """
    market = open_market(scenario.start_ms, pairs=scenario.pairs, seed=scenario.seed)
    options = ServerOptions(rate_limit=False, balance=float(BALANCE))
    with running_sandbox(market, SteppedClock(scenario.start_ms), options) as sandbox:
        run = _Run(scenario, sandbox, listeners)
        if observer is not None:
            run.wire.observers.append(observer)
        return run.outcome(at_end)


class _Run:
    def __init__(
        self, scenario: Scenario, sandbox: RunningSandbox, listeners: Sequence[Listener]
    ) -> None:
        self._scenario = scenario
        self._listeners = listeners
        self._sandbox = sandbox
        self._venue = sandbox.server.venue
        self._exchange = self._venue.exchange
        self._uid = self._venue.options.keys[0].uid
        settings = load_settings(dict(scenario.settings))
        self._covered = AlwaysCovered()
        self._drawdown = DailyDrawdownGate(settings)
        self._halt = NoEntryWhileHalted()
        self._broken = NoEntryWhileBroken()
        self._log = OrderLog()
        self._watch = Watch(
            ValuedAccount(self._uid, self._exchange),
            (
                EntrySize(settings),
                ReduceOnly(),
                NothingLeft(),
                self._covered,
                NeverBack(),
                OneIntentOneOrder(),
                self._drawdown,
                self._halt,
                self._broken,
                *self._rules_of_risk(settings),
            ),
            self._log,
        )
        self._clock = SimulatedClock(scenario.start_ms, sandbox.advance)
        self._chaos = Chaos(scenario)
        self.wire = Wire(self._clock, self._chaos)
        self._tripped = Tripped()
        self._trades = 0
        self._deposit = BALANCE
        self._money = Decimal(0)

    def _rules_of_risk(self, settings: RiskSettings) -> tuple[Rule, ...]:
        """What holds because of the caps and protections of the scenario."""
        session = session_terms(self._scenario.protections)
        assets = {each.symbol: asset_of(each.pair) for each in self._venue.market.contracts}
        return (
            PortfolioCaps(settings.portfolio, assets),
            RestOfPair(session.get("symbol_cooldown_minutes") or 0),
            EntriesPerHour(session.get("max_trades_per_hour")),
        )

    def outcome(self, at_end: Callable[[Project], None] | None) -> Outcome:
        """Live through the scenario, calm down, close everything, compare."""
        self._sandbox.call(self._begin())
        layer = layer_of(self._scenario)
        began = time.perf_counter()
        with (
            temporary_project(self._sandbox.url, self._scenario.pairs, layer) as project,
            _armed(),
            self._clock.ticking(),
            self.wire.connected(),
        ):
            life = Life(
                project.arguments,
                self._clock,
                self.wire,
                self._chaos.downtime_ms,
                self._log.note,
                self._born,
            )
            self._live(life, project)
            self._tripped.end(project.database)
            self._settle(life, project)
            if at_end is not None:
                at_end(project)
        return self._told(life, time.perf_counter() - began)

    async def _begin(self) -> None:
        # on the exchange's own thread, as everything that touches it
        listeners: tuple[Listener, ...] = (self._watch, *self._listeners)
        for listener in listeners:
            self._exchange.subscribe(listener)
        symbols = {each.pair: each.symbol for each in self._venue.market.contracts}
        for moment_ms, pair, change, minutes in crashes(self._scenario):
            self._venue.market.shock(symbols[pair], change, minutes, moment_ms)
        if self._scenario.rates:
            rates = self._scenario.rates
            cut = tuple(each for each in _TIMEOUTS_CUT if each.name in rates)
            self._venue.faults.follow(FaultPlan(self._scenario.seed, rates, settings=cut))

    def _live(self, life: Life, project: Project) -> None:
        pending, coming = halts(self._scenario), transfers(self._scenario)
        while self._clock.now_ms < self._scenario.end_ms:
            pending = self._throw(pending, project)
            coming = self._put_in(coming)
            self._broken.is_broken = self._stays_broken(life)
            life.turn()
            self._look()

    def _born(self, bot: Any) -> None:
        # the machine's own time says nothing about the simulated answers
        bot.exchange.traffic._clock = time.time
        self._tripped.follow(bot)

    def _throw(self, pending: list[tuple[int, int]], project: Project) -> list[tuple[int, int]]:
        """Set or remove the kill switch where it is due; what is still to come."""
        now_ms = self._clock.now_ms
        coming = [each for each in pending if each[1] > now_ms]
        halted = any(begin_ms <= now_ms for begin_ms, _ in coming)
        if halted != self._halt.halted:
            self._halt.halted = halted
            self._log.note(now_ms, f"kill switch {'on' if halted else 'off'}")
            if halted:
                project.kill_switch.write_text("by the simulation\n", encoding="utf-8")
            else:
                project.kill_switch.unlink()
        return coming

    def _put_in(self, transfers: list[int]) -> list[int]:
        """Put money into the account where it is due; when it is put in later."""
        coming = [each for each in transfers if each > self._clock.now_ms]
        for _ in range(len(transfers) - len(coming)):
            self._sandbox.call(self._deposit_more())
            self._log.note(self._clock.now_ms, f"{TRANSFER} USDT are put in")
        return coming

    async def _deposit_more(self) -> None:
        self._exchange.deposit(self._uid, TRANSFER)
        self._deposit += TRANSFER

    def _stays_broken(self, life: Life) -> bool:
        """Whether the circuit breaker lets nothing be entered in the turn that comes."""
        breaker = None if life.freqtrade is None else life.freqtrade.strategy.risk_breaker
        if breaker is None:
            return False
        soon = datetime.fromtimestamp(self._clock.now_ms / 1000, UTC) + LONGEST_TURN
        return bool(breaker.state(soon).level >= Level.HALT)

    def _look(self) -> None:
        """What is watched once a turn rather than with each event."""
        equity = self._exchange.overview(self._uid, "USDT").equity
        self._drawdown.observe(self._clock.now_ms, equity)

    def _settle(self, life: Life, project: Project) -> None:
        """No more misfortune and no more entries; then everything is closed."""
        self._chaos.is_over = True
        self._sandbox.call(self._calm_down())
        database = Database(project.database, self._venue.market)
        project.kill_switch.write_text("the simulation ends\n", encoding="utf-8")
        self._log.note(self._clock.now_ms, "calm from here on, no more entries")
        self._turns(life, round(self._scenario.calm_minutes * 60_000))
        self._compare(life, database, "after the calm")
        project.kill_switch.write_text("flatten\n", encoding="utf-8")
        self._log.note(self._clock.now_ms, "everything is to be closed")
        self._turns(life, _FLATTEN_MS)
        self._compare(life, database, "after everything was closed")
        if any(each.lots for each in self._exchange.positions(self._uid)):
            self._watch.report("flat", self._clock.now_ms, "positions are left after flattening")
        self._trades = len(database.trades())
        self._money = money_difference(database, self._exchange, self._uid, self._deposit)
        if abs(self._money) > _CENT:
            text = f"the account has {self._money} USDT more than its trades earned"
            self._watch.report("money", self._clock.now_ms, text)
        life.end()

    async def _calm_down(self) -> None:
        self._venue.faults.clear()

    def _turns(self, life: Life, ms: int) -> None:
        end_ms = self._clock.now_ms + ms
        while self._clock.now_ms < end_ms:
            life.turn()

    def _compare(self, life: Life, database: Database, when: str) -> None:
        """Report what differs, and still does in the next turn: that is when fills are booked."""
        found = set(differences(database, self._exchange, self._uid))
        if found:
            life.turn()
            found &= set(differences(database, self._exchange, self._uid))
        for kind, text in sorted(found):
            self._watch.report(kind, self._clock.now_ms, f"{when}: {text}")

    def _told(self, life: Life, seconds: float) -> Outcome:
        for invariant, text in self._covered.finish(self._clock.now_ms):
            self._watch.report(invariant, self._clock.now_ms, text)
        gaps = [each.ms for each in self._covered.uncovered]
        return Outcome(
            seed=self._scenario.seed,
            hours=(self._clock.now_ms - self._scenario.start_ms) / 3_600_000,
            seconds=seconds,
            digest=self._log.digest,
            orders=len(self._exchange.orders(self._uid)),
            fills=len(self._exchange.fills(self._uid)),
            trades=self._trades,
            restarts=life.restarts,
            faults={**self._venue.faults.log.counts, **self.wire.counts},
            violations=tuple(
                Finding(each.invariant, each.ms, each.text, tuple(self._watch.history(each)))
                for each in self._watch.violations
            ),
            uncovered_ms=sum(gaps),
            longest_uncovered_ms=max(gaps, default=0),
            money=float(self._money),
            notes=tuple(life.failed_starts + life.stops),
            tripped=dict(self._tripped.counts),
        )


@contextmanager
def _armed() -> Iterator[None]:
    """Live trading is armed in this process while the block runs."""
    before = {name: os.environ.get(name) for name in _ARMED}
    os.environ.update(_ARMED)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
