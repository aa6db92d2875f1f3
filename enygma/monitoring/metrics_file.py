"""The counters as a file in Prometheus' text format, for node_exporter's textfile collector."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

from enygma.monitoring.counters import EVENTS, Sample

logger = logging.getLogger(__name__)

STARTED = "enygma_bot_start_timestamp_seconds"
LOOPED = "enygma_bot_loop_timestamp_seconds"
LOST = "enygma_audit_lost_total"
TOLD = {
    EVENTS: ("counter", "Decisions of the risk rules since the bot started."),
    LOST: ("counter", "Records of the audit trail that could not be written."),
    STARTED: ("gauge", "When the bot started."),
    LOOPED: ("gauge", "When the bot last finished a loop."),
}
"""Kind and meaning of each number."""


def text_of(samples: Iterable[Sample], labels: Mapping[str, str]) -> str:
    """Samples in Prometheus' text format, each with `labels` besides its own."""
    by_name: dict[str, list[Sample]] = {}
    for each in samples:
        by_name.setdefault(each.name, []).append(each)
    lines = []
    for name, group in by_name.items():
        kind, meaning = TOLD[name]
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
        lines += [str(Sample(name, each.value, {**labels, **each.labels})) for each in group]
    return "\n".join([*lines, ""])


class MetricsFile:
    """Replaces a file as a whole, so that a collector never reads half of it."""

    def __init__(self, path: Path, labels: Mapping[str, str]) -> None:
        self._path = path
        self._labels = dict(labels)
        self._is_failing = False

    def write(self, samples: Iterable[Sample]) -> None:
        """Write the numbers; a failure is logged once, until it works again."""
        beside = self._path.with_name(f"{self._path.name}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text_of(samples, self._labels), encoding="utf-8")
            beside.replace(self._path)
        except OSError as error:
            if not self._is_failing:
                logger.warning("The counters cannot be written to %s: %s", self._path, error)
            self._is_failing = True
        else:
            self._is_failing = False
