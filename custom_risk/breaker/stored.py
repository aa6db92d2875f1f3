"""The breaker's level outlives the process, and a person resets it from outside."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from custom_risk.breaker.breaker import Breaker, Change
from custom_risk.breaker.level import Level
from custom_risk.breaker.standing import Standing
from custom_risk.state import RiskState, StateError

logger = logging.getLogger(__name__)

KEY = "breaker"
RESET = "breaker_reset"
"""A key that another process writes, and that the bot takes away once it has reset the breaker."""


class StoredBreaker:
    """Keeps a breaker on the risk state."""

    def __init__(self, breaker: Breaker, state: RiskState) -> None:
        self._breaker = breaker
        self._state = state
        self._kept: Mapping[str, Any] | None = None
        breaker.subscribe(self._changed)

    def start(self) -> None:
        """Stand where the last process ended.

        Raises
        ------
        StateError
            If what is stored is no standing of a breaker.
        """
        self._kept = self._state.load(KEY)
        if self._kept is not None:
            standing, failures = standing_of(self._state, self._kept)
            self._breaker.restore(standing, failures)

    def loop(self, now: datetime) -> None:
        """Let time pass, take a person's reset, and keep what changed.

        Raises
        ------
        StateError
            If the state cannot be read or written; the breaker itself goes on.
        """
        self._breaker.pass_time(now)
        if self._state.load(RESET) is not None:
            self._breaker.reset(now, "a person reset it")
            self._keep(now)
            self._state.forget(RESET)
        self._keep(now)

    def _changed(self, change: Change) -> None:
        try:
            self._keep(change.at)
        except StateError:
            # the breaker must go on; the next loop tries to keep it again
            logger.exception("The circuit breaker's level could not be stored.")

    def _keep(self, now: datetime) -> None:
        value = as_stored(self._breaker.state(now), self._breaker.order_failures)
        if value != self._kept and not (self._kept is None and value["level"] == "CLOSED"):
            self._state.save(KEY, value)
            self._kept = value


def request_reset(state: RiskState, now: datetime) -> None:
    """Ask the bot to close its breaker: at its next loop, or when it starts.

    Raises
    ------
    StateError
        If it cannot be written.
    """
    state.save(RESET, {"at": now.astimezone(UTC).isoformat()})


def as_stored(standing: Standing, order_failures: int) -> dict[str, Any]:
    """A standing as JSON has it."""
    return {
        "level": standing.level.name,
        "quiet_since": standing.quiet_since.astimezone(UTC).isoformat(),
        "cause": standing.cause,
        "text": standing.text,
        "order_failures": order_failures,
    }


def standing_of(state: RiskState, value: Mapping[str, Any]) -> tuple[Standing, int]:
    """The standing and the failures in a row that were stored.

    Raises
    ------
    StateError
        If it is none.
    """
    try:
        return _standing(value), _count(value["order_failures"])
    except (LookupError, TypeError, ValueError) as error:
        raise state.error(KEY, f"is no breaker ({dict(value)}: {error!r})") from error


def _standing(value: Mapping[str, Any]) -> Standing:
    return Standing(
        Level[value["level"]],
        datetime.fromisoformat(value["quiet_since"]).astimezone(UTC),
        str(value["cause"]),
        str(value["text"]),
    )


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is no number of failures")
    return value
