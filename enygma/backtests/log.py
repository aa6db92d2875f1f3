"""What risk decided in a backtest, so that its result can tell."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from custom_risk.events import Reason, RiskEvent
from custom_risk.settings import RiskSettings
from enygma.monitoring.counters import Counters

KEY = "custom_risk"
"""Of the entry in a strategy's statistics, and in the content they are made from."""
VERSION = 1


class BacktestLog:
    """A subscriber of risk events that counts refusals and keeps the steps of every stop."""

    def __init__(self) -> None:
        self._decisions = Counters()
        self._refusals = Counters()
        self._steps: dict[tuple[str, int], list[list[float]]] = defaultdict(list)

    def __call__(self, event: RiskEvent) -> None:
        """Count it."""
        if event.is_refusal:
            self._refusals(event)
            return
        self._decisions(event)
        if event.type is Reason.STOP_MOVED:
            self._add_step(event)

    def summary(self, settings: RiskSettings) -> dict[str, Any]:
        """Plain JSON values.

        `settings` is the whole section `custom_risk` in force, choices of the strategy included;
        `refusals` and `decisions` hold reason, pair, side and count each; `stops` holds pair,
        `opened_ms` and the steps of a trade's stop: time (Unix milliseconds) and price.
        """
        return {
            "version": VERSION,
            "settings": settings.model_dump(mode="json"),
            "refusals": _counts(self._refusals),
            "decisions": _counts(self._decisions),
            "stops": [
                {"pair": pair, "opened_ms": opened_ms, "steps": steps}
                for (pair, opened_ms), steps in self._steps.items()
            ],
        }

    def _add_step(self, event: RiskEvent) -> None:
        opened_ms, stop = event.details.get("opened_ms"), event.details.get("stop")
        if isinstance(opened_ms, int) and stop is not None:
            time_ms = int(event.time.timestamp() * 1000)
            self._steps[event.symbol, opened_ms].append([time_ms, float(str(stop))])


def _counts(counters: Counters) -> list[dict[str, Any]]:
    return [{**each.labels, "count": int(each.value)} for each in counters.snapshot()]
