"""Misfortune by seed: slow and lost requests, and when the process is killed."""

from __future__ import annotations

from random import Random

from .scenario import Scenario
from .wire import Fate

_ORDERS = ("POST", "DELETE")
_DAY_MS = 86_400_000
_DOWNTIMES_MS = (1_000, 15_000, 120_000, 900_000)


class Chaos:
    """Weather of a run, drawn request by request; equal for equal seeds and requests.

    The process dies at random moments of the day: half the time on the next request that changes
    orders, where most can go wrong, otherwise on any request. `is_over` ends all misfortune.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.is_over = False
        self._scenario = scenario
        self._draw = Random(f"{scenario.seed}|weather")  # noqa: S311
        self._deaths = _moments(scenario, scenario.deaths, "deaths")

    def latency_ms(self) -> tuple[int, int]:
        """Tens of milliseconds each way, seldom a second."""
        return self._way_ms(), self._way_ms()

    def _way_ms(self) -> int:
        slow = self._draw.random() < self._scenario.slow and not self.is_over
        return self._draw.randrange(500, 1500) if slow else self._draw.randrange(15, 80)

    def fate(self, method: str, path: str, now_ms: int) -> Fate:
        """What becomes of the next request."""
        lot = self._draw.random()
        if self.is_over:
            return Fate.ANSWERED
        if self._deaths and now_ms >= self._deaths[0] and self._hits(method):
            self._deaths.pop(0)
            return self._draw.choice((Fate.DEATH_BEFORE, Fate.DEATH_AFTER))
        if lot < self._scenario.timeouts:
            return Fate.LOST if lot < self._scenario.timeouts / 2 else Fate.ANSWER_LOST
        return Fate.ANSWERED

    def _hits(self, method: str) -> bool:
        picky = int(self._deaths[0]) % 2 == 0
        return method in _ORDERS if picky else self._draw.random() < 0.3

    def downtime_ms(self) -> int:
        """How long the process stays dead."""
        return self._draw.choice(_DOWNTIMES_MS)


def halts(scenario: Scenario) -> list[tuple[int, int]]:
    """When the kill switch is set and removed again, in Unix milliseconds."""
    return [(begin, begin + 20 * 60_000) for begin in _moments(scenario, scenario.halts, "halts")]


def transfers(scenario: Scenario) -> list[int]:
    """When money is put into the account, in Unix milliseconds."""
    return _moments(scenario, scenario.transfers, "transfers")


def crashes(scenario: Scenario) -> list[tuple[int, str, float, int]]:
    """Jumps of prices: when, in which pair, by which share of the price, over how many minutes."""
    draw = Random(f"{scenario.seed}|crashes")  # noqa: S311
    meant = [
        (
            scenario.start_ms + round(each.after_minutes * 60_000),
            each.pair,
            each.change,
            each.minutes,
        )
        for each in scenario.jumps
    ]
    return meant + [
        (
            moment,
            draw.choice(scenario.pairs),
            draw.choice((-1, 1)) * draw.uniform(0.02, 0.25),
            draw.choice((1, 1, 3, 10)),
        )
        for moment in _moments(scenario, scenario.crashes, "crashes")
    ]


def _moments(scenario: Scenario, per_day: float, purpose: str) -> list[int]:
    draw = Random(f"{scenario.seed}|{purpose}")  # noqa: S311
    span = scenario.end_ms - scenario.start_ms
    count = round(per_day * span / _DAY_MS + draw.random() - 0.5) if per_day else 0
    return sorted(scenario.start_ms + draw.randrange(span) for _ in range(max(0, count)))
