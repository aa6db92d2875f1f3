"""How far the breaker is open."""

from __future__ import annotations

from enum import IntEnum


class Level(IntEnum):
    """From everything allowed to nothing but exits."""

    CLOSED = 0
    """Nothing is wrong."""
    ALERT = 1
    """It is told, nothing is restricted."""
    THROTTLE = 2
    """Entries of high confidence only, with smaller sizes."""
    HALT = 3
    """Exits only."""
    SHUTDOWN = 4
    """Exits only, until a person resets the breaker."""

    @property
    def is_cooling(self) -> bool:
        """Whether the level goes down by itself."""
        return Level.CLOSED < self < Level.SHUTDOWN
