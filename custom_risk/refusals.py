"""The entries that were refused, each one event with the signal it was refused on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from custom_risk.events import RiskEvent, RiskEvents
from custom_risk.pre_trade import decided
from custom_risk.refusal import Refusal


class Refusals:
    """Tells of refusals, and remembers the newest of each pair."""

    def __init__(self, events: RiskEvents, signal: Callable[[str], Mapping[str, Any]]) -> None:
        """`signal` has the columns of a pair's newest candle that go into the event."""
        self._events = events
        self._signal = signal
        self._newest: dict[str, RiskEvent] = {}

    def newest(self, pair: str) -> RiskEvent | None:
        """The newest of a pair since the bot started."""
        return self._newest.get(pair)

    def tell(
        self, refusal: Refusal, pair: str, side: str, now: datetime, entry_tag: str | None
    ) -> None:
        """Tell of one; a candle that cannot be read leaves its reason in the signal's place."""
        signal = decided(lambda: self._signal(pair))
        if isinstance(signal, Refusal):
            signal = signal.details
        details = {"side": side, "entry_tag": entry_tag, **signal, **refusal.details}
        self._newest[pair] = RiskEvent(refusal.reason, pair, now, details)
        self._events.emit(self._newest[pair])
