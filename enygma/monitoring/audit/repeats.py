"""Counts a refusal that is repeated instead of telling it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from custom_risk.events import DONE, RiskEvent

Kind = tuple[str, str, object, object]


@dataclass
class _Told:
    event: RiskEvent
    since: datetime
    repeated: int = 0


class Repeats:
    """Knows what was told last of each kind: reason, pair, side and trade.

    A bot asks several times a minute as long as a candle's signal stands, and is refused each
    time. What was done is never a repetition, nor is a refusal of another signal.
    """

    def __init__(self, quiet: timedelta) -> None:
        self._quiet = quiet
        self._told: dict[Kind, _Told] = {}

    def take(self, event: RiskEvent) -> int | None:
        """None for a repetition; else how often the one before was repeated since it was told."""
        if event.type in DONE:
            return 0
        told = self._told.get(_kind(event))
        if told is not None and self._is_same(told, event):
            told.repeated += 1
            told.event = event
            return None
        self._told[_kind(event)] = _Told(event, event.time)
        return told.repeated if told is not None else 0

    def take_rest(self) -> Iterator[tuple[RiskEvent, int]]:
        """The newest of each kind that was repeated and not told since, with how often."""
        rest = [told for told in self._told.values() if told.repeated]
        self._told.clear()
        for told in rest:
            yield told.event, told.repeated

    def _is_same(self, told: _Told, event: RiskEvent) -> bool:
        tags = told.event.details.get("entry_tag"), event.details.get("entry_tag")
        return tags[0] == tags[1] and timedelta(0) <= event.time - told.since < self._quiet


def _kind(event: RiskEvent) -> Kind:
    return event.type, event.symbol, event.details.get("side"), event.details.get("trade")
