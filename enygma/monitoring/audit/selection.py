"""Which records of a trail are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from custom_risk.events import Reason
from enygma.monitoring.audit.errors import AuditError
from enygma.monitoring.audit.record import AuditRecord

AGO = re.compile(r"(\d{1,6})([smhdw])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True)
class Selection:
    """What a record has to be; None: anything."""

    since: datetime | None = None
    pair: str | None = None
    """A pair, or its base currency alone."""
    reason: str | None = None
    """A code, or a part of one."""
    side: str | None = None
    trade: int | None = None

    def matches(self, record: AuditRecord) -> bool:
        """Whether a record is asked for."""
        return (
            (self.since is None or record.time >= self.since)
            and self.is_of(record.pair)
            and (self.reason is None or self.reason in record.reason)
            and (self.side is None or record.side == self.side)
            and (self.trade is None or record.trade == self.trade)
        )

    def is_of(self, pair: str) -> bool:
        """Whether a pair is asked for."""
        if self.pair is None:
            return True
        asked = self.pair.upper()
        return pair.upper() == asked or pair.upper().startswith(f"{asked}/")


def parse_since(text: str, now: datetime) -> datetime:
    """A time so long ago (`90s`, `30m`, `2h`, `7d`, `1w`), or one in ISO 8601, in UTC.

    Raises:
        AuditError: It is neither.
    """
    found = AGO.fullmatch(text.strip().lower())
    try:
        if found is not None:
            return now - timedelta(**{UNITS[found[2]]: int(found[1])})
        time = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise AuditError(
            f"--since {text!r} is no time; write 30m, 2h, 7d, or 2026-01-05, or 2026-01-05T14:30 "
            "(UTC unless it has an offset)"
        ) from error
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def parse_reason(text: str) -> str:
    """A reason's code or a part of one, in capitals.

    Raises:
        AuditError: No reason is called so.
    """
    wanted = text.strip().upper()
    if not wanted or not any(wanted in each for each in Reason):
        raise AuditError(f"--reason {text!r} is in none of {', '.join(sorted(Reason))}")
    return wanted
