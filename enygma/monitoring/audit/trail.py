"""Writes every decision into the audit trail, and never stands in the way of one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from custom_risk.events import RiskEvent
from enygma.monitoring.audit.day_files import DayFiles, stem_of
from enygma.monitoring.audit.record import AuditRecord, Origin
from enygma.monitoring.audit.redaction import Redaction
from enygma.monitoring.audit.repeats import Repeats
from enygma.monitoring.audit.settings import AuditSettings

logger = logging.getLogger(__name__)

MEGABYTE = 1_000_000


class AuditTrail:
    """A subscriber of risk events.

    A line that cannot be written is lost and counted; the first one is told, and the first one
    that can be written again says how many are missing.
    """

    def __init__(
        self,
        settings: AuditSettings,
        origin: Origin,
        redaction: Redaction,
        warn: Callable[[str], None] = logger.warning,
    ) -> None:
        if settings.folder is None:
            raise ValueError("a trail needs a folder")
        stem = stem_of(origin.bot, origin.mode)
        self._files = DayFiles(
            settings.folder, stem, settings.max_mb * MEGABYTE, settings.keep_days
        )
        self._repeats = Repeats(timedelta(minutes=settings.repeat_minutes))
        self._origin = origin
        self._redaction = redaction
        self._warn = warn
        self._lost_now = 0
        self.lost = 0
        """Records that could not be written since the start."""

    def __call__(self, event: RiskEvent) -> None:
        """Write it, unless it repeats what was written."""
        repeated = self._repeats.take(event)
        if repeated is not None:
            self._write(event, repeated)

    def close(self) -> None:
        """Write what is counted and not yet told."""
        for event, repeated in self._repeats.take_rest():
            self._write(event, repeated)

    def _write(self, event: RiskEvent, repeated: int) -> None:
        record = AuditRecord.of(event, self._origin, repeated)
        clean = record.model_copy(update={"details": self._redaction.value(record.details)})
        try:
            self._files.append(record.time.date(), clean.line())
        except OSError as error:
            self.lost += 1
            self._lost_now += 1
            if self._lost_now == 1:
                self._warn(f"The audit trail cannot be written: {error}. Trading goes on.")
            return
        if self._lost_now:
            self._warn(f"The audit trail is written again; {self._lost_now} records are missing.")
            self._lost_now = 0
