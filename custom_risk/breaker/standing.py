"""Where the breaker stands, and how time and triggers move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from custom_risk.breaker.level import Level


@dataclass(frozen=True, slots=True)
class Standing:
    """A level with the reason for it."""

    level: Level
    quiet_since: datetime
    """Since when nothing demanded this level; a step down counts as such a moment."""
    cause: str = ""
    """Name of the trigger that led here."""
    text: str = ""
    """The same with its numbers."""

    def raised(self, demand: Level, cause: str, text: str, now: datetime) -> Standing:
        """After a trigger that demands a level; one below the present level changes nothing."""
        if demand is Level.CLOSED or demand < self.level:
            return self
        return Standing(demand, now, cause, text)

    def cooled(self, now: datetime, cooldowns: Mapping[Level, timedelta]) -> Standing:
        """After time has passed: one level down for each cooldown that went by."""
        standing = self
        while standing.level.is_cooling:
            end = standing.quiet_since + cooldowns[standing.level]
            if now < end:
                break
            standing = replace(standing, level=Level(standing.level - 1), quiet_since=end)
        return standing
