"""The circuit breaker as a state machine: observations in, restrictions of entries out.

It asks nobody and knows no clock: whoever feeds it gives each observation its moment. Exits never
ask it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from custom_risk.breaker.level import Level
from custom_risk.breaker.lock import PicklableLock
from custom_risk.breaker.standing import Standing
from custom_risk.breaker.windows import Latest, LossWindow
from custom_risk.events import Reason, RiskEvent
from custom_risk.inputs import finite, positive
from custom_risk.refusal import Refusal
from custom_risk.roi import HUNDRED
from custom_risk.settings.breaker import BreakerSettings

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Change:
    """The breaker moved from one level to another."""

    before: Level
    after: Level
    cause: str
    text: str
    at: datetime

    def __str__(self) -> str:
        return f"Circuit breaker: {self.before.name} → {self.after.name}, {self.text}"

    @property
    def event(self) -> RiskEvent:
        """The change as a risk event, about every pair."""
        levels = {"before": self.before.name, "after": self.after.name}
        details = {**levels, "cause": self.cause, "text": self.text}
        return RiskEvent(Reason.BREAKER_CHANGED, "*", self.at, details)


class Breaker:
    """Each trigger demands a level; the highest counts and goes down by cooldowns, step by step.

    Moments must not run backwards: an earlier one counts as the latest. With `starts_over` it is
    another backtest on the same object, which begins closed.
    """

    def __init__(self, settings: BreakerSettings, *, starts_over: bool = False) -> None:
        self.settings = settings
        self._starts_over = starts_over
        self._subscribers: list[Callable[[Change], None]] = []
        self._lock = PicklableLock()
        self._cooldowns = {
            Level.ALERT: _seconds(settings.cooldown_s.alert),
            Level.THROTTLE: _seconds(settings.cooldown_s.throttle),
            Level.HALT: _seconds(settings.cooldown_s.halt),
        }
        self._latest: datetime | None = None
        self._standing: Standing | None = None
        self._begin()

    def _begin(self) -> None:
        self._latencies = Latest(self.settings.latency_requests)
        self._failures = Latest(self.settings.failure_rate_requests)
        self._losses = LossWindow(timedelta(minutes=float(self.settings.loss_minutes)))
        self._order_failures = 0

    def subscribe(self, subscriber: Callable[[Change], None]) -> None:
        """Hear of every change of level, after it."""
        self._subscribers.append(subscriber)

    def state(self, now: datetime) -> Standing:
        """Where it stands, cooldowns that have passed included."""
        standing = self._standing or Standing(Level.CLOSED, now)
        return standing.cooled(now, self._cooldowns)

    @property
    def order_failures(self) -> int:
        """How many orders failed since the last that did not."""
        return self._order_failures

    def entry(self, confidence: Decimal | None, now: datetime) -> Decimal | Refusal:
        """What the margin of an entry is multiplied with, or why there is none.

        An entry without a confidence is none of high confidence, nor is one with a confidence that
        is not on the scale of 0 ... 1.
        """
        standing = self.state(now)
        if standing.level < Level.THROTTLE:
            return ONE
        least = self.settings.throttle_confidence
        confident = confidence is not None and least <= confidence <= 1
        if standing.level is Level.THROTTLE and confident:
            return self.settings.throttle_multiplier
        details: dict[str, object] = {"level": standing.level.name, "because": standing.text}
        if standing.level is Level.THROTTLE:
            details |= {"confidence": confidence, "min_confidence": least}
        return Refusal(Reason.CIRCUIT_BREAKER, details)

    def observe_request(self, latency_s: float | Decimal, failed: bool, now: datetime) -> None:
        """Note an answer of the exchange, or that none came.

        Raises
        ------
        RiskInputError
            If the latency is no number.
        """
        latency = finite("latency", latency_s)
        with self._lock:
            moment = self._at(now)
            mean = self._latencies.add(latency)
            rate = self._failures.add(HUNDRED if failed else Decimal(0))
            if mean is not None:
                levels = self.settings.latency_s
                demand = _reached(mean, levels.alert, levels.throttle, levels.halt)
                self._demand(demand, "latency", f"answers take {mean:.2f} s on average", moment)
            if rate is not None and rate >= self.settings.failure_rate_pct:
                text = f"{rate:.0f} % of the latest requests failed"
                self._demand(Level.HALT, "failure_rate", text, moment)

    def observe_order(self, failed: bool, now: datetime) -> None:
        """Note an order that the exchange took, or that failed."""
        with self._lock:
            moment = self._at(now)
            self._order_failures = self._order_failures + 1 if failed else 0
            levels, count = self.settings.order_failures, self._order_failures
            steps = (levels.alert, levels.throttle, levels.halt, levels.shutdown)
            demand = Level(sum(1 for each in steps if count >= each))
            self._demand(demand, "order_failures", f"{count} orders in a row failed", moment)

    def observe_slippage(self, percent: float | Decimal, now: datetime) -> None:
        """Note how much worse than decided an entry was filled, in percent of the price.

        Raises
        ------
        RiskInputError
            If it is no number.
        """
        slippage, levels = finite("slippage", percent), self.settings.slippage_pct
        demand = _reached(slippage, levels.alert, levels.throttle, levels.halt)
        with self._lock:
            text = f"an entry was filled {slippage:.2f} % worse than decided"
            self._demand(demand, "slippage", text, self._at(now))

    def observe_equity(self, equity: float | Decimal, now: datetime) -> None:
        """Note what the account is worth, with open profit.

        Raises
        ------
        RiskInputError
            If it is no positive number.
        """
        worth = positive("equity", equity)
        with self._lock:
            moment = self._at(now)
            fallen = self._losses.add(moment, worth)
            if fallen > self.settings.loss_pct:
                text = f"the equity fell by {fallen:.2f} % in {self.settings.loss_minutes} minutes"
                self._demand(Level.HALT, "loss", text, moment)

    def observe_degradation(self, demand: Level, text: str, now: datetime) -> None:
        """Note what a new closed trade says about the strategy, HALT at the most.

        To be called once for each: nothing would ever close again while old trades keep it open.
        """
        with self._lock:
            self._demand(min(demand, Level.HALT), "degradation", text, self._at(now))

    def observe_drift(self, text: str, now: datetime) -> None:
        """Note that balance or positions differ from what is booked, as long as they do."""
        with self._lock:
            self._demand(Level.HALT, "drift", text, self._at(now))

    def pass_time(self, now: datetime) -> None:
        """Go down where a cooldown has passed, and tell it."""
        with self._lock:
            self._at(now)

    def restore(self, standing: Standing, order_failures: int) -> None:
        """Stand as another process did at its end; nobody is told."""
        with self._lock:
            self._standing, self._order_failures = standing, order_failures

    def reset(self, now: datetime, text: str) -> None:
        """Close it, whatever level it has, and forget what it has seen: a person's decision."""
        with self._lock:
            moment = self._at(now)
            self._begin()
            self._move(Standing(Level.CLOSED, moment, "reset", text), moment)

    def _at(self, now: datetime) -> datetime:
        """The moment that counts, everything that passed until then included."""
        if self._latest is not None and now < self._latest:
            if not self._starts_over:
                now = self._latest
            else:
                self._begin()
                self._standing = None
        self._latest = now
        if self._standing is None:
            self._standing = Standing(Level.CLOSED, now)
        cooled = self._standing.cooled(now, self._cooldowns)
        self._move(cooled, now)
        return now

    def _demand(self, demand: Level, cause: str, text: str, now: datetime) -> None:
        standing = self._standing or Standing(Level.CLOSED, now)
        self._move(standing.raised(demand, cause, text, now), now)

    def _move(self, standing: Standing, now: datetime) -> None:
        before = self._standing.level if self._standing is not None else Level.CLOSED
        self._standing = standing
        if standing.level is before:
            return
        down = standing.level < before and standing.cause != "reset"
        text = f"after a time without: {standing.text}" if down else standing.text
        change = Change(before, standing.level, standing.cause, text, now)
        for subscriber in self._subscribers:
            subscriber(change)


def _reached(value: Decimal, *steps: Decimal) -> Level:
    """How many of the rising steps a value has reached, as a level."""
    return Level(sum(1 for each in steps if value >= each))


def _seconds(number: Decimal) -> timedelta:
    return timedelta(seconds=float(number))
