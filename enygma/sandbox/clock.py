"""The time an exchange lives in: the machine's, a faster one, or one that a test advances."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from typing import Protocol

_LOOP_TURNS_AFTER_A_STEP = 4


class Clock(Protocol):
    """What the sandbox asks about time. All instants are Unix milliseconds."""

    @property
    def speed(self) -> float:
        """Milliseconds of this clock per millisecond of the machine; 0 when only steps move it."""

    def now_ms(self) -> int:
        """The present instant of this clock."""

    async def sleep_until(self, when_ms: int) -> None:
        """Return once `now_ms()` has reached `when_ms`."""


class RealClock:
    """The machine's time, moved by a constant offset and optionally running faster.

    With `speed` 1 and no start it is the wall clock itself, as a signed request expects it. When
    the machine's clock is set back, this one stands still until it is caught up with: an order
    that was placed a moment ago must not lie in the future.
    """

    def __init__(
        self,
        start_ms: int | None = None,
        speed: float = 1.0,
        machine_s: Callable[[], float] = time.time,
    ) -> None:
        if not 0 < speed <= 100_000:
            raise ValueError(f"speed must be above 0 and at most 100000, not {speed}")
        self._machine_s = machine_s
        self._origin_s = machine_s()
        self._start_ms = self._origin_s * 1000 if start_ms is None else float(start_ms)
        self._speed = speed
        self._latest_ms = int(self._start_ms)

    @property
    def speed(self) -> float:
        """Milliseconds of this clock per millisecond of the machine."""
        return self._speed

    def now_ms(self) -> int:
        """The present instant of this clock."""
        now_ms = int(self._start_ms + (self._machine_s() - self._origin_s) * 1000 * self._speed)
        self._latest_ms = max(self._latest_ms, now_ms)
        return self._latest_ms

    async def sleep_until(self, when_ms: int) -> None:
        """Sleep the machine time that separates now from `when_ms`; at least one loop turn."""
        while True:
            remaining_ms = when_ms - self.now_ms()
            await asyncio.sleep(max(0.0, remaining_ms / 1000 / self._speed))
            if self.now_ms() >= when_ms:
                return


class SteppedClock:
    """A clock that stands still until `advance` moves it: the same run every time.

    A step is one jump: whoever sleeps until an instant at or before the new time wakes once, in
    the order of those instants, and already sees the new time.
    """

    def __init__(self, start_ms: int) -> None:
        self._now_ms = start_ms
        self._order = itertools.count()
        self._sleepers: list[tuple[int, int, asyncio.Future[None]]] = []
        self._followers: list[Callable[[], None]] = []

    @property
    def speed(self) -> float:
        """0: the machine's time does not move this clock."""
        return 0.0

    def now_ms(self) -> int:
        """The present instant of this clock."""
        return self._now_ms

    async def sleep_until(self, when_ms: int) -> None:
        """Sleep until a step reaches `when_ms`; at least one loop turn."""
        if when_ms <= self._now_ms:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (when_ms, next(self._order), woken))
        await woken

    def follow(self, follower: Callable[[], None]) -> None:
        """Call `follower` in every step, at its new time and before anybody wakes."""
        self._followers.append(follower)

    def unfollow(self, follower: Callable[[], None]) -> None:
        """Call `follower` no longer."""
        self._followers.remove(follower)

    async def advance(self, step_ms: int) -> int:
        """Move the time forward by `step_ms`, let the woken code run, return the new time.

        Raises ValueError for a negative step: an exchange's time never goes back.
        """
        if step_ms < 0:
            raise ValueError(f"time only moves forward, not by {step_ms} ms")
        self._now_ms += step_ms
        for follower in tuple(self._followers):
            follower()
        while self._sleepers and self._sleepers[0][0] <= self._now_ms:
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
        for _ in range(_LOOP_TURNS_AFTER_A_STEP):
            await asyncio.sleep(0)
        return self._now_ms
