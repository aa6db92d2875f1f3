"""What triggers look back on."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from decimal import Decimal

from custom_risk.roi import HUNDRED


class Latest:
    """The mean of the latest so many numbers, once there are as many."""

    def __init__(self, count: int) -> None:
        self._numbers: deque[Decimal] = deque(maxlen=count)

    def add(self, number: Decimal) -> Decimal | None:
        """The mean with this number; None with too few."""
        self._numbers.append(number)
        if len(self._numbers) < (self._numbers.maxlen or 0):
            return None
        return sum(self._numbers, Decimal(0)) / len(self._numbers)


class LossWindow:
    """How far a number has fallen from its highest within a time."""

    def __init__(self, length: timedelta) -> None:
        self._length = length
        self._falling: deque[tuple[datetime, Decimal]] = deque()
        """Candidates for the highest: each is below the one before it."""

    def add(self, now: datetime, equity: Decimal) -> Decimal:
        """The fall in percent of the highest, 0 or more."""
        while self._falling and self._falling[-1][1] <= equity:
            self._falling.pop()
        self._falling.append((now, equity))
        while now - self._falling[0][0] > self._length:
            self._falling.popleft()
        highest = self._falling[0][1]
        return (highest - equity) / highest * HUNDRED if highest > 0 else Decimal(0)
