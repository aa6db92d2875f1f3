"""A range of UTC days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from enygma.research.refusal import RequestError

FORMAT = "%Y%m%d"


@dataclass(frozen=True)
class Span:
    """Days as `YYYYMMDD`, from `start` up to but without `end`, as freqtrade's timeranges."""

    start: str
    end: str

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read `20260101-20260301`. Raises `RequestError` for anything else."""
        match = re.fullmatch(r"(\d{8})-(\d{8})", text)
        try:
            start, end = (
                datetime.strptime(day, FORMAT).replace(tzinfo=UTC)
                for day in (match.groups() if match else ())
            )
        except ValueError as error:
            raise RequestError(
                f"{text!r} is no range of days; write it as 20260101-20260301"
            ) from error
        if not start < end:
            raise RequestError(f"{text}: the range ends before it begins")
        return cls(start.strftime(FORMAT), end.strftime(FORMAT))

    @classmethod
    def between(cls, start: datetime, end: datetime) -> Span:
        """The days from `start` to `end`, the day of `end` included unless it is its midnight."""
        last = end if end == end.replace(hour=0, minute=0, second=0, microsecond=0) else None
        after = last or end + timedelta(days=1)
        return cls(start.strftime(FORMAT), max(after, start + timedelta(days=1)).strftime(FORMAT))
