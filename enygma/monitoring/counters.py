"""Counts risk events, for whoever watches many bots or draws a page of a backtest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from custom_risk.events import RiskEvent

EVENTS = "enygma_risk_events_total"


@dataclass(frozen=True, slots=True)
class Sample:
    """A number with its name and labels, as Prometheus has them."""

    name: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """The line of Prometheus' text format."""
        labels = ",".join(f'{key}="{_escaped(text)}"' for key, text in self.labels.items())
        return f"{self.name}{{{labels}}} {self.value}" if labels else f"{self.name} {self.value}"


class Counters:
    """A subscriber of risk events that counts them by reason, pair and side."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def __call__(self, event: RiskEvent) -> None:
        """Count it."""
        side = event.details.get("side")
        self._counts[event.type.value, event.symbol, str(side) if side else ""] += 1

    def clear(self) -> None:
        """Begin again at nothing."""
        self._counts.clear()

    def snapshot(self) -> list[Sample]:
        """What was counted so far, by reason, then pair, then side; empty where it has no side."""
        return [
            Sample(EVENTS, count, {"reason": reason, "pair": pair, "side": side})
            for (reason, pair, side), count in sorted(self._counts.items())
        ]


def _escaped(text: str) -> str:
    # https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
