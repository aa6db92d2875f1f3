"""One window: candles that parameters are searched on, and the unseen ones after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from enygma.research.evidence.span import Span


@dataclass(frozen=True)
class Stretch:
    """Candles by open time (UTC), from `start` up to but without `end`."""

    start: datetime
    end: datetime

    def __str__(self) -> str:
        return f"{_day(self.start)} to {_day(self.end)}"

    @property
    def span(self) -> Span:
        """The UTC days with a candle of it."""
        return Span.between(self.start, self.end)

    @property
    def length(self) -> timedelta:
        """From the first candle's open to the last one's close."""
        return self.end - self.start

    def timerange(self, candle: timedelta) -> str:
        """For freqtrade, which counts a candle that opens at the end of a range as part of it."""
        last = self.end - candle
        return f"{int(self.start.timestamp())}-{int(last.timestamp())}"

    def as_json(self) -> list[str]:
        """Both ends in ISO 8601."""
        return [self.start.isoformat(), self.end.isoformat()]

    @classmethod
    def from_json(cls, ends: list[str]) -> Stretch:
        """Read what `as_json` wrote. Raises ValueError for anything else."""
        start, end = (datetime.fromisoformat(each).astimezone(UTC) for each in ends)
        return cls(start, end)


@dataclass(frozen=True)
class Window:
    """A training stretch and the unseen one after it; `number` counts from 1."""

    number: int
    training: Stretch
    unseen: Stretch

    def as_json(self) -> dict[str, Any]:
        """Plain values, both stretches with their ends in ISO 8601."""
        return {
            "number": self.number,
            "training": self.training.as_json(),
            "unseen": self.unseen.as_json(),
        }


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}" if moment.hour == moment.minute == 0 else f"{moment:%Y-%m-%d %H:%M}"
