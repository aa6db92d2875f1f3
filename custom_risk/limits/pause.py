"""How long no entry is made after a limit was reached."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal, Self

from pydantic import Field, model_validator

from custom_risk.settings.section import Section, Whole

DAY = timedelta(days=1)


def next_day(moment: datetime) -> datetime:
    """The midnight, in UTC, that follows a moment."""
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + DAY


class PauseSettings(Section):
    """What a limit does when it is reached."""

    on_violation: Literal["halt", "cooldown"] = "halt"
    """`halt`: no entries until the next UTC day. `cooldown`: none for `cooldown_minutes`."""
    cooldown_minutes: Whole | None = Field(None, ge=1, le=10_080)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.on_violation == "cooldown" and self.cooldown_minutes is None:
            raise ValueError("on_violation cooldown needs cooldown_minutes")
        if self.on_violation == "halt" and self.cooldown_minutes is not None:
            raise ValueError(
                "cooldown_minutes is for on_violation cooldown; halt lasts until the next UTC day"
            )
        return self

    @property
    def longest(self) -> timedelta:
        """The longest that a pause can last."""
        return timedelta(minutes=self.cooldown_minutes) if self.cooldown_minutes else DAY

    def end(self, reached: datetime) -> datetime:
        """When entries are made again after a limit was reached."""
        if self.cooldown_minutes is not None:
            return reached + timedelta(minutes=self.cooldown_minutes)
        return next_day(reached)
