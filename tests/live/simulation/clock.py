"""One time for everything in the process: whoever waits moves the exchange's clock."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

_real_sleep = time.sleep
_real_async_sleep = asyncio.sleep
_REAL = (_real_sleep, _real_async_sleep)


class SimulatedClock:
    """The time that the bot reads, and that passes only when the bot waits for something.

    `advance_exchange` moves the exchange's clock by milliseconds; everything due on the way has
    happened there when it returns.
    """

    def __init__(self, start_ms: int, advance_exchange: Callable[[int], object]) -> None:
        self._now_ms = start_ms
        self._advance_exchange = advance_exchange
        self._traveller: Any = None
        self._thread = threading.get_ident()

    @property
    def now_ms(self) -> int:
        """The present instant in Unix milliseconds."""
        return self._now_ms

    def advance(self, step_ms: int) -> None:
        """Let `step_ms` pass, for the exchange first and then for the bot."""
        self._advance_exchange(step_ms)
        self._now_ms += step_ms
        self._traveller.shift(timedelta(milliseconds=step_ms))

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """Tie the process to this clock while the block runs.

        Dates and `time.time` are those of this clock for every thread. Sleeping, with `time` or
        `asyncio`, moves it when it is the thread of this block that sleeps; other threads sleep
        as ever.
        """
        start = datetime.fromtimestamp(self._now_ms / 1000, UTC)
        with time_machine.travel(start, tick=False) as traveller:
            self._traveller = traveller
            simulated = (self._sleep, self._async_sleep)
            _replace(_REAL, simulated)
            try:
                yield
            finally:
                _replace(simulated, _REAL)

    def _sleep(self, seconds: float, /) -> None:
        if threading.get_ident() != self._thread:
            _real_sleep(seconds)
        elif seconds > 0:
            self.advance(_whole_ms(seconds))

    async def _async_sleep(self, delay: float, result: Any = None) -> Any:
        if threading.get_ident() != self._thread:
            return await _real_async_sleep(delay, result)
        if delay > 0:
            self.advance(_whole_ms(delay))
        return await _real_async_sleep(0, result)


def _whole_ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _replace(old: Sequence[Callable[..., Any]], new: Sequence[Callable[..., Any]]) -> None:
    """Exchange functions wherever a module holds one of them under some name."""
    successor = {id(before): after for before, after in zip(old, new, strict=True)}
    for module in list(sys.modules.values()):
        if module is sys.modules[__name__]:
            continue
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if id(value) in successor:
                setattr(module, name, successor[id(value)])
