"""Which way a position earns."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum


class Side(StrEnum):
    """Long earns when the price rises, short when it falls. Values are freqtrade's words."""

    LONG = "long"
    SHORT = "short"

    @property
    def sign(self) -> int:
        """+1 for long, -1 for short: the direction of a favourable price move."""
        return 1 if self is Side.LONG else -1

    def is_better_stop(self, candidate: Decimal, current: Decimal) -> bool:
        """Whether `candidate` protects more than `current` (both prices)."""
        return candidate > current if self is Side.LONG else candidate < current
