"""The limits behind a strategy's protections, asked before every entry.

freqtrade itself asks protections only when a trade has closed, so a limit on what is open, or on
how many trades were entered, would come too late.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from math import prod
from typing import Any

from custom_risk.account import Account, one_look
from custom_risk.limits import Limit
from custom_risk.limits.limit import SizeLimit, Violation
from custom_risk.limits.locks import limit_of, lock, standing_lock
from custom_risk.protections.limits_of import limits_of
from custom_risk.refusal import Refusal

Protections = Sequence[Mapping[str, Any]]


class LimitGate:
    """Locks what a limit forbids, as freqtrade does after an exit, and refuses the entry."""

    def __init__(self, account: Account, protections: Callable[[], Protections]) -> None:
        """`protections` are those in force now: none where they are off, new ones in hyperopt."""
        self._account = account
        self._protections = protections
        self._terms: Protections = ()
        self._limits: list[Limit] = []

    def refusal(self, pair: str, side: str, now: datetime) -> Refusal | None:
        """Why a pair may not be entered, None when it may: a pause that stands, or a limit.

        Raises
        ------
        RiskInputError
            If a limit lacks an input.
        """
        found = next(self._violations(pair, side, now), None)
        if found is None:
            return self._paused(pair, side, now)
        lock(found, now)
        details = {"until": found.until, "limit": found.text, **found.details}
        return Refusal(found.reason, details)

    @staticmethod
    def _paused(pair: str, side: str, now: datetime) -> Refusal | None:
        standing = standing_lock(pair, side, now)
        reason = None if standing is None else limit_of(standing)
        if standing is None or reason is None:
            return None
        return Refusal(reason, {"until": standing.lock_end_time_utc, "limit": standing.reason})

    def look(self, now: datetime, pairs: Sequence[str]) -> list[Violation]:
        """Lock what is forbidden although nobody wants to enter; the violations that are new.

        Raises
        ------
        RiskInputError
            As `refusal`.
        """
        with one_look():
            found = {
                (each.reason, each.pair, each.side): each
                for pair in pairs
                for each in self._violations(pair, "*", now)
            }
        return [each for each in found.values() if lock(each, now) is not None]

    def size_multiplier(self, now: datetime) -> Decimal:
        """What sizes are multiplied with: 1 while no limit wants them smaller."""
        limits = [each for each in self._current() if isinstance(each, SizeLimit)]
        return prod((each.size_multiplier(self._account, now) for each in limits), start=Decimal(1))

    def _violations(self, pair: str, side: str, now: datetime) -> Any:
        for limit in self._current():
            found = limit.violation(self._account, now, pair)
            if found is not None and ("*" in (side, found.side) or side == found.side):
                yield found

    def _current(self) -> list[Limit]:
        terms = self._protections()
        if terms != self._terms:
            self._limits, self._terms = limits_of(terms), terms
        return self._limits
