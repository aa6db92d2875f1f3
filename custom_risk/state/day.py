"""The UTC day of the account, kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from custom_risk.account.day import Day
from custom_risk.inputs import positive
from custom_risk.state.numbers import number
from custom_risk.state.risk_state import RiskState
from custom_risk.state.versions import DAY


class StoredDay:
    """A `DayStore` on the risk state: a restart knows what the day began with, and its peak."""

    def __init__(self, state: RiskState) -> None:
        self._state = state

    def load(self) -> Day | None:
        """The day that was kept, None when there is none.

        Raises
        ------
        StateError
            If what is stored is no day.
        """
        value = self._state.load(DAY)
        if value is None:
            return None
        try:
            return _day(value)
        except (LookupError, TypeError, ValueError, ArithmeticError) as error:
            raise self._state.error(DAY, f"is no day ({dict(value)}: {error!r})") from error

    def save(self, day: Day) -> None:
        """Keep a day in place of what was kept.

        Raises
        ------
        StateError
            If it cannot be written.
        """
        self._state.save(
            DAY, {"date": day.date.isoformat(), "start": str(day.start), "peak": str(day.peak)}
        )


def _day(value: Mapping[str, Any]) -> Day:
    start = positive("start", number(value["start"]))
    peak = positive("peak", number(value["peak"]))
    if peak < start:
        raise ValueError(f"the peak {peak} is below the start {start}")
    return Day(date.fromisoformat(value["date"]), start, peak)
