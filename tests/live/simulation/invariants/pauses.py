"""When limits and the circuit breaker let nothing be entered."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enygma.sandbox.trading import events

from .account_view import AccountView
from .entries import is_new_entry

MINUTE_MS = 60_000
SLACK_MINUTES = 1
"""The bot's books may say that a position closed this much earlier."""
RESTING_MINUTES = 11
"""An entry counts when it is ordered, and may wait in the book for as long."""
HOUR_MINUTES = 60


def session_terms(protections: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The `SessionLimit` among protections, empty without one."""
    return next((each for each in protections if each["method"] == "SessionLimit"), {})


class RestOfPair:
    """No entry in a contract within some minutes after its last position; 0 for no such rest."""

    def __init__(self, minutes: int) -> None:
        self._rest_ms = (minutes - SLACK_MINUTES) * MINUTE_MS
        self._closed_ms: dict[str, int] = {}

    def see(self, event: events.Event, _account: AccountView) -> Iterable[tuple[str, str]]:
        """Note when positions close; look at entries."""
        if isinstance(event, events.PositionChanged) and not event.position.is_open:
            self._closed_ms[event.position.symbol] = event.ms
        order = is_new_entry(event)
        if order is None or order.symbol not in self._closed_ms:
            return
        rested_ms = event.ms - self._closed_ms[order.symbol]
        if rested_ms < self._rest_ms:
            yield "rest", f"{order.symbol} entered {rested_ms // 1000} s after its last position"


class EntriesPerHour:
    """No more positions in an hour than are allowed; None for as many as there may be."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._opened_ms: deque[int] = deque(maxlen=most)
        self._open: set[str] = set()

    def see(self, event: events.Event, _account: AccountView) -> Iterable[tuple[str, str]]:
        """Count positions that open."""
        if not isinstance(event, events.PositionChanged):
            return
        symbol = event.position.symbol
        is_new = event.position.is_open and symbol not in self._open
        (self._open.add if event.position.is_open else self._open.discard)(symbol)
        if not is_new or self._most is None:
            return
        window_ms = (HOUR_MINUTES - RESTING_MINUTES) * MINUTE_MS
        if len(self._opened_ms) == self._most and event.ms - self._opened_ms[0] < window_ms:
            yield "per hour", f"{symbol} is number {self._most + 1} within the hour"
        self._opened_ms.append(event.ms)


class NoEntryWhileBroken:
    """No entry while the circuit breaker is at HALT or above, by what it said before the turn."""

    def __init__(self) -> None:
        self.is_broken = False

    def see(self, event: events.Event, _account: AccountView) -> Iterable[tuple[str, str]]:
        """An entry is accepted: was it allowed?"""
        order = is_new_entry(event)
        if order is not None and self.is_broken:
            yield "breaker", f"{order.symbol} entered while the circuit breaker was open"
