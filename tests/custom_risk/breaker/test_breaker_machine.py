"""Whatever is observed in whatever order, the breaker stands where a plain model says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from custom_risk.breaker import Breaker, Change, Level
from custom_risk.breaker.stored import StoredBreaker
from custom_risk.refusal import Refusal
from custom_risk.settings import BreakerSettings
from custom_risk.state import RiskState

START = datetime(2026, 1, 5, tzinfo=UTC)
COOLDOWN_S = {1: 60, 2: 300, 3: 900}
SLIPPAGE = (0.1, 0.3, 0.5)
LATENCY_S = (0.5, 1.0, 3.0)
FAILURES = (2, 3, 5, 10)


class BreakerMachine(RuleBasedStateMachine):
    """The model keeps every trigger as (second, level) and works out the level second by second."""

    @initialize()
    def begin(self) -> None:
        self.second = 0
        self.level = 0
        self.since = 0
        self.latencies: list[float] = []
        self.outcomes: list[bool] = []
        self.equities: list[tuple[int, int]] = []
        self.failed = 0
        self.told: list[Change] = []
        self.state = RiskState(lambda: None, "bot", "dry_run")
        self.build()

    def build(self) -> None:
        self.breaker = Breaker(BreakerSettings())
        self.stored = StoredBreaker(self.breaker, self.state)
        self.stored.start()
        self.breaker.subscribe(self.told.append)

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.second)

    def demand(self, level: int) -> None:
        if level and level >= self.level:
            self.level, self.since = level, self.second

    @rule(seconds=st.sampled_from([1, 7, 30, 60, 240, 300, 600, 900, 4000]))
    def time_passes(self, seconds: int) -> None:
        for _ in range(seconds):
            self.second += 1
            if self.level in COOLDOWN_S and self.second - self.since >= COOLDOWN_S[self.level]:
                self.level, self.since = self.level - 1, self.second

    @rule(latency_s=st.sampled_from([0.1, 0.4, 0.6, 2.0, 10.0]), failed=st.booleans())
    def a_request(self, latency_s: float, failed: bool) -> None:
        self.breaker.observe_request(latency_s, failed, self.now)
        self.latencies = [*self.latencies, latency_s][-10:]
        self.outcomes = [*self.outcomes, failed][-20:]
        if len(self.latencies) == 10:
            mean = sum(map(Decimal, map(str, self.latencies))) / 10
            self.demand(sum(mean >= Decimal(str(each)) for each in LATENCY_S))
        if len(self.outcomes) == 20 and sum(self.outcomes) >= 6:
            self.demand(3)

    @rule(failed=st.sampled_from([True, True, True, False]))
    def an_order(self, failed: bool) -> None:
        self.breaker.observe_order(failed, self.now)
        self.failed = self.failed + 1 if failed else 0
        self.demand(sum(self.failed >= each for each in FAILURES))

    @rule(percent=st.sampled_from([-1.0, 0.05, 0.1, 0.29, 0.3, 0.5, 7.0]))
    def a_fill(self, percent: float) -> None:
        self.breaker.observe_slippage(percent, self.now)
        self.demand(sum(percent >= each for each in SLIPPAGE))

    @rule(equity=st.integers(90, 110))
    def an_equity(self, equity: int) -> None:
        self.breaker.observe_equity(equity, self.now)
        self.equities.append((self.second, equity))
        highest = max(each for at, each in self.equities if at >= self.second - 300)
        if (highest - equity) * 100 > 5 * highest:
            self.demand(3)

    @rule(level=st.sampled_from(Level))
    def a_trade_closes(self, level: Level) -> None:
        self.breaker.observe_degradation(level, "grade", self.now)
        self.demand(min(level, 3))

    @rule()
    def it_drifts(self) -> None:
        self.breaker.observe_drift("size differs", self.now)
        self.demand(3)

    @rule()
    def a_person_resets_it(self) -> None:
        self.breaker.reset(self.now, "by hand")
        self.level, self.since, self.failed = 0, self.second, 0
        self.latencies, self.outcomes, self.equities = [], [], []

    @rule()
    def the_process_is_replaced(self) -> None:
        """What was seen is gone; where it stands and the row of failed orders are not."""
        self.stored.loop(self.now)
        if self.told and self.told[-1].after is not Level(self.level):
            raise AssertionError("the last change told is not where it stands")
        self.build()
        self.latencies, self.outcomes, self.equities = [], [], []
        if self.level == 0 and self.state.load("breaker") is None:
            # a breaker that never opened leaves no row
            self.failed = 0

    @invariant()
    def stands_where_the_model_says(self) -> None:
        assert self.breaker.state(self.now).level == self.level

    @invariant()
    def entries_follow_the_level(self) -> None:
        sure = self.breaker.entry(Decimal("0.9"), self.now)
        unsure = self.breaker.entry(Decimal("0.89"), self.now)
        assert isinstance(sure, Refusal) == (self.level >= 3)
        assert isinstance(unsure, Refusal) == (self.level >= 2)
        if self.level <= 2:
            assert sure == (Decimal("0.5") if self.level == 2 else 1)


TestBreakerMachine = BreakerMachine.TestCase
TestBreakerMachine.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
