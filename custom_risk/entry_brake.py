"""What makes entries smaller or stops them, whatever their size would be: limits and breaker."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from custom_risk.account import Account
from custom_risk.breaker import Breaker, Change, Level, StoredBreaker
from custom_risk.events import RiskEvents
from custom_risk.limit_gate import LimitGate
from custom_risk.refusal import Refusal
from custom_risk.state import RiskState, StoredDay, StoredEquity

LONGEST_WAIT = timedelta(minutes=1)
"""For the marks of positions that were open before the start."""


class EntryBrake:
    """The limits behind the protections, and the circuit breaker where one is configured."""

    def __init__(
        self, limits: LimitGate, breaker: Breaker | None, state: RiskState, events: RiskEvents
    ) -> None:
        self.limits = limits
        self._breaker = breaker
        self._state = state
        self._events = events
        self._equity = StoredEquity(state)
        self._started: datetime | None = None
        self._stored = None if breaker is None else StoredBreaker(breaker, state)
        if breaker is not None:
            breaker.subscribe(self._changed)

    def _changed(self, change: Change) -> None:
        self._events.emit(change.event)

    def start(self) -> None:
        """Stand where the last process ended.

        Raises
        ------
        StateError
            If what was kept cannot be read.
        """
        self._state.open()
        StoredDay(self._state).load()
        self._equity.load()
        if self._stored is not None:
            self._stored.start()

    def loop(self, now: datetime, account: Account) -> None:
        """Let the breaker see the equity of a turn or a candle, and note it.

        Right after a start it waits until every position is marked, a minute at most: losses from
        before would look as if they had come all at once.

        Raises
        ------
        StateError
            If equity or level cannot be kept; the breaker has seen the equity all the same.
        RiskInputError
            If there is no usable equity.
        """
        if self._started is None:
            self._started = now
        if self._breaker is None and not self._state.is_kept:
            return
        is_fresh = timedelta(0) <= now - self._started < LONGEST_WAIT
        waits = is_fresh and not account.is_marked
        equity = None if waits else account.equity()
        if self._breaker is not None and self._stored is not None:
            if equity is not None:
                self._breaker.observe_equity(equity, now)
            self._stored.loop(now)
        if equity is not None and self._state.is_kept:
            self._equity.note(now, equity)

    def is_open(self, now: datetime) -> bool:
        """Whether the breaker restricts nothing, or there is none."""
        return self._breaker is None or self._breaker.state(now).level is Level.CLOSED

    def multiplier(self, confidence: Decimal | None, now: datetime) -> Decimal | Refusal:
        """What the margin of an entry is multiplied with, or why there is none.

        Raises
        ------
        RiskInputError
            If a limit lacks an input.
        """
        braked = Decimal(1) if self._breaker is None else self._breaker.entry(confidence, now)
        if isinstance(braked, Refusal):
            return braked
        return braked * self.limits.size_multiplier(now)
