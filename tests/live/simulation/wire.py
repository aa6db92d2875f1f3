"""The bot's way to the exchange: requests take time, get lost, and the bot may die on one."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any, Protocol

import requests
from requests.adapters import HTTPAdapter

from .clock import SimulatedClock


class KilledError(BaseException):
    """The process was killed in the middle of a request. Nothing of the bot may catch it."""


class Fate(Enum):
    """What becomes of a request."""

    ANSWERED = "answered"
    LOST = "timeout before"
    ANSWER_LOST = "timeout after"
    DEATH_BEFORE = "killed before"
    DEATH_AFTER = "killed after"


class Weather(Protocol):
    """Decides about requests, one after the other."""

    def latency_ms(self) -> tuple[int, int]:
        """How long the next request and its answer are on their way."""

    def fate(self, method: str, path: str, now_ms: int) -> Fate:
        """What becomes of the next request."""


class CalmWeather:
    """Every request is answered after the same time."""

    def __init__(self, one_way_ms: int = 40) -> None:
        self._one_way_ms = one_way_ms

    def latency_ms(self) -> tuple[int, int]:
        """The same each time."""
        return self._one_way_ms, self._one_way_ms

    def fate(self, method: str, path: str, now_ms: int) -> Fate:
        """Always answered."""
        return Fate.ANSWERED


class Wire:
    """Carries the requests of the thread that made it, on the simulated clock.

    freqtrade's synchronous calls pass here: everything about orders, positions and accounts.
    Candles travel over another client, which takes no time.
    """

    def __init__(self, clock: SimulatedClock, weather: Weather, patience_ms: int = 10_000) -> None:
        self.weather = weather
        self.counts: Counter[str] = Counter()
        self.observers: list[Callable[[str, int], None]] = []
        """Told path and time of each request in the moment in which the exchange gets it."""
        self._clock = clock
        self._patience_ms = patience_ms
        self._thread = threading.get_ident()
        self._dead = False

    def revive(self) -> None:
        """A new process takes over from the one that died."""
        self._dead = False

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Carry every request of `requests` while the block runs."""
        send = HTTPAdapter.send
        wire = self

        def carried(adapter: HTTPAdapter, request: Any, *args: Any, **kwargs: Any) -> Any:
            if threading.get_ident() != wire._thread:
                return send(adapter, request, *args, **kwargs)
            return wire._carry(lambda: send(adapter, request, *args, **kwargs), request)

        HTTPAdapter.send = carried  # type: ignore[assignment, method-assign]
        try:
            yield
        finally:
            HTTPAdapter.send = send  # type: ignore[method-assign]

    def _carry(self, deliver: Any, request: Any) -> Any:
        if self._dead:
            raise KilledError
        there_ms, back_ms = self.weather.latency_ms()
        self._clock.advance(there_ms)
        fate = self.weather.fate(request.method, request.path_url, self._clock.now_ms)
        self.counts[fate.value] += 1
        if fate is Fate.DEATH_BEFORE:
            self._die()
        if fate is Fate.LOST:
            self._time_out(request)
        for observer in self.observers:
            observer(request.path_url, self._clock.now_ms)
        answer = deliver()
        if fate is Fate.DEATH_AFTER:
            self._die()
        if fate is Fate.ANSWER_LOST:
            self._time_out(request)
        self._clock.advance(back_ms)
        return answer

    def _die(self) -> None:
        self._dead = True
        raise KilledError

    def _time_out(self, request: Any) -> None:
        self._clock.advance(self._patience_ms)
        raise requests.exceptions.ReadTimeout("Read timed out.", request=request)
