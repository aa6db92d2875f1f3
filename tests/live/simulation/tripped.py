"""What risk refused, locked and closed in a run, by reason."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from custom_risk.breaker import Change
from custom_risk.events import DONE, Reason, RiskEvent

KILL_SWITCH = "KILL_SWITCH"
LOCKED = "lock "
BREAKER = "breaker "
TOLD_ELSEWHERE = DONE | {Reason.BREAKER_CHANGED, Reason.EVIDENCE_CHANGED}
_KILLED = re.compile(r"No entry in \S+: .*the kill switch")
_LOGGER = logging.getLogger("freqtrade.freqtradebot")
_LOCKS = "SELECT substr(reason, 1, instr(reason, ':') - 1) FROM pairlocks WHERE reason LIKE '%: %'"


class Tripped:
    """Counts over all lives of a bot.

    A refusal or an exit counts under its reason; a lock as `lock REASON`; each step up of the
    circuit breaker as `breaker cause`; an entry that the kill switch stopped as `KILL_SWITCH`.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._is_over = False

    def follow(self, bot: Any) -> None:
        """Hear what the strategy of a bot decides, if it decides anything."""
        # freqtrade tells nobody but its log which entries it dropped; a filter is added once
        _LOGGER.addFilter(self._logged)
        bot.strategy.risk_events.subscribe(self._decided)
        breaker = bot.strategy.risk_breaker
        if breaker is not None:
            breaker.subscribe(self._moved)

    def end(self, database: Path) -> None:
        """Add the locks that the database holds; nothing counts after it."""
        self._is_over = True
        _LOGGER.removeFilter(self._logged)
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            self.counts.update(f"{LOCKED}{reason}" for (reason,) in connection.execute(_LOCKS))

    def _logged(self, record: logging.LogRecord) -> bool:
        if _KILLED.search(record.getMessage()):
            self.counts[KILL_SWITCH] += 1
        return True

    def _decided(self, event: RiskEvent) -> None:
        if event.type not in TOLD_ELSEWHERE and not self._is_over:
            self.counts[str(event.type)] += 1

    def _moved(self, change: Change) -> None:
        if change.after > change.before and not self._is_over:
            self.counts[f"{BREAKER}{change.cause}"] += 1
