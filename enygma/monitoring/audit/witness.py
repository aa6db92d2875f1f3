"""What follows the decisions of a running bot: the trail, messages and counters."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from typing import Any, Protocol

from freqtrade.util import dt_ts

from custom_risk.events import RiskEvent, RiskEvents
from enygma.monitoring.audit.messages import RiskMessages
from enygma.monitoring.audit.record import Origin
from enygma.monitoring.audit.redaction import Redaction
from enygma.monitoring.audit.settings import AuditSettings
from enygma.monitoring.audit.trail import AuditTrail
from enygma.monitoring.counters import Counters, Sample
from enygma.monitoring.metrics_file import LOOPED, LOST, STARTED, MetricsFile

logger = logging.getLogger(__name__)

METRICS_EVERY_MS = 15_000
"""Between two writings of the counters; collectors read them about that often."""


class Voice(Protocol):
    """How the bot speaks to whoever listens to it."""

    def send(self, text: str) -> None:
        """Send what is in the log already."""

    def warn(self, text: str) -> None:
        """Log a warning and send it."""


class Witness:
    """Hears every risk event of one bot's strategy.

    Events come from the loop and from commands, each in a thread of its own.
    """

    def __init__(self, config: dict[str, Any], settings: AuditSettings, voice: Voice) -> None:
        origin = _origin(config)
        self._lock = Lock()
        self._counters = Counters()
        self._followers: list[Callable[[RiskEvent], None]] = [self._counters]
        redaction = Redaction(config)
        self._trail: AuditTrail | None = None
        if settings.folder is not None:
            self._trail = AuditTrail(settings, origin, redaction, voice.warn)
            self._followers.append(self._trail)
        if settings.message_minutes:
            every = timedelta(minutes=settings.message_minutes)
            self._followers.append(
                RiskMessages(lambda text: voice.send(redaction.text(text)), every)
            )
        self._metrics: MetricsFile | None = None
        if settings.metrics_file is not None:
            labels = {"bot": origin.bot, "mode": origin.mode}
            self._metrics = MetricsFile(settings.metrics_file, labels)
        self._started_ms = dt_ts()
        self._due_ms = 0

    def follow(self, strategy: Any) -> None:
        """Hear what a strategy decides; one without risk rules decides nothing."""
        if (events := RiskEvents.of(strategy)) is not None:
            events.subscribe(self)

    def __call__(self, event: RiskEvent) -> None:
        """Pass an event on; the failure of one follower is not the next one's."""
        with self._lock:
            for follower in self._followers:
                try:
                    follower(event)
                except Exception:  # the trail of a decision must not undo the decision
                    logger.exception("%s failed on a risk event.", type(follower).__name__)

    def after_loop(self) -> None:
        """Write the counters, if it is time to."""
        now_ms = dt_ts()
        if self._metrics is not None and now_ms >= self._due_ms:
            self._due_ms = now_ms + METRICS_EVERY_MS
            self._metrics.write(self._samples(now_ms))

    def close(self) -> None:
        """Write what is still kept back."""
        with self._lock:
            if self._trail is not None:
                self._trail.close()
        if self._metrics is not None:
            self._metrics.write(self._samples(dt_ts()))

    def _samples(self, now_ms: int) -> list[Sample]:
        lost = [Sample(LOST, self._trail.lost)] if self._trail is not None else []
        times = [Sample(STARTED, self._started_ms / 1000), Sample(LOOPED, now_ms / 1000)]
        return [*times, *lost, *self._counters.snapshot()]


def _origin(config: dict[str, Any]) -> Origin:
    return Origin(
        bot=str(config.get("bot_name") or "freqtrade"),
        mode="dry_run" if config.get("dry_run", True) else "live",
        strategy=str(config.get("strategy", "")),
    )
