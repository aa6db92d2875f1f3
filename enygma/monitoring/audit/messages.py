"""Tells a person what was refused or went wrong, without flooding a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from custom_risk.events import DONE, Reason, RiskEvent

TOLD_ELSEWHERE = DONE | {Reason.EVIDENCE_CHANGED}
"""What freqtrade or the bot itself sends a message of."""


class RiskMessages:
    """A subscriber of risk events: one message per reason and pair in `every`.

    freqtrade itself tells entries, exits and partial exits, and a moved stop is no news.
    """

    def __init__(self, send: Callable[[str], None], every: timedelta) -> None:
        self._send = send
        self._every = every
        self._sent: dict[tuple[str, str], datetime] = {}

    def __call__(self, event: RiskEvent) -> None:
        """Send it, unless the same was sent shortly before."""
        if event.type in TOLD_ELSEWHERE:
            return
        key = (event.type, event.symbol)
        before = self._sent.get(key)
        if before is None or not timedelta(0) <= event.time - before < self._every:
            self._sent[key] = event.time
            self._send(f"Risk, {event.symbol}: {event}")
