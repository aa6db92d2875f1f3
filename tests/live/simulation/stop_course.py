"""Where the stop of each position lay on the exchange, and when each was closed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from enygma.sandbox.trading import events

from .invariants.account_view import AccountView

Moment = tuple[int, float]
"""Unix milliseconds and a price in USDT."""


class LiveStops:
    """Listens to the exchange: the best live stop of each contract over time."""

    def __init__(self, uid: int) -> None:
        self._account = AccountView(uid)
        self._levels: dict[str, list[tuple[int, float | None]]] = {}
        self._closings: dict[str, list[int]] = {}

    def __call__(self, event: events.Event) -> None:
        """Note a level that changed."""
        self._account.see(event)
        match event:
            case events.StopChanged(order=order) | events.OrderChanged(order=order):
                self._note(event.ms, order.symbol)
            case events.PositionChanged(position=position):
                self._note(event.ms, position.symbol)
                if not position.is_open:
                    self._closings.setdefault(position.symbol, []).append(event.ms)

    def _note(self, ms: int, symbol: str) -> None:
        prices = [each.stop.price for each in self._account.stops(symbol) if each.stop]
        best = max if self._account.lots(symbol) > 0 else min
        level = float(best(prices)) if prices else None
        course = self._levels.setdefault(symbol, [])
        if not course or course[-1][1] != level:
            course.append((ms, level))

    def course(self, symbol: str, start_ms: int, end_ms: int) -> Iterator[tuple[int, float | None]]:
        """The level at `start_ms` and every change up to `end_ms`."""
        yield start_ms, self.at(symbol, start_ms)
        for ms, level in self._levels.get(symbol, []):
            if start_ms < ms <= end_ms:
                yield ms, level

    def closed_after(self, symbol: str, ms: int) -> int:
        """When the position that was open at `ms` was closed.

        Raises StopIteration when it never was.
        """
        return next(each for each in self._closings.get(symbol, []) if each >= ms)

    def at(self, symbol: str, ms: int) -> float | None:
        """The level at a moment; None while there is no position or no stop."""
        course = self._levels.get(symbol, [])
        place = bisect_right(course, ms, key=lambda each: each[0])
        return course[place - 1][1] if place else None
