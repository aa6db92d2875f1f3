"""Holds every rule against every event, and keeps what led to a violation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from enygma.sandbox.trading import events

from .invariants.account_view import ValuedAccount
from .order_log import OrderLog

_BEFORE, _AFTER = 40, 20


@dataclass(frozen=True)
class Violation:
    """A broken invariant: its number, when, what, and the events around it."""

    invariant: str
    ms: int
    text: str
    line: int


class Rule(Protocol):
    """One invariant, or a few that look at the same events."""

    def see(self, event: events.Event, account: ValuedAccount) -> Iterable[tuple[str, str]]:
        """The number and text of each invariant that `event` broke; `account` is after it."""


class Watch:
    """Listens to the exchange on behalf of the rules."""

    def __init__(self, account: ValuedAccount, rules: Sequence[Rule], log: OrderLog) -> None:
        self.account = account
        self.violations: list[Violation] = []
        self._rules = rules
        self._log = log

    def __call__(self, event: events.Event) -> None:
        """Let the log, the account and every rule see an event."""
        self._log(event)
        self.account.see(event)
        for rule in self._rules:
            for invariant, text in rule.see(event, self.account):
                self.report(invariant, event.ms, text)

    def report(self, invariant: str, ms: int, text: str) -> None:
        """Write a violation down."""
        self.violations.append(Violation(invariant, ms, text, len(self._log)))

    def history(self, violation: Violation) -> Sequence[str]:
        """The events around a violation."""
        return self._log.between(violation.line - _BEFORE, violation.line + _AFTER)
