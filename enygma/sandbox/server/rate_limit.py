"""KuCoin's rate limit: a quota of weights per pool and 30 seconds, counted from the first call."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from enygma.sandbox.server.envelope import too_many_requests

WINDOW_S = 30.0


class Pool(StrEnum):
    """The resource pools that KuCoin counts separately."""

    PUBLIC = "public"
    FUTURES = "futures"
    SPOT = "spot"
    MANAGEMENT = "management"


# Quotas of the lowest level (VIP0), from KuCoin's page on rate limits.
QUOTAS = {Pool.PUBLIC: 2000, Pool.FUTURES: 2000, Pool.SPOT: 4000, Pool.MANAGEMENT: 2000}


@dataclass(slots=True)
class _Window:
    started_s: float
    used: int = 0


class RateLimit:
    """Counts weights per pool and owner (an address for public calls, a key for signed ones).

    `quotas` replaces the quota of some pools; `enabled` False counts nothing and sends no headers.
    The seconds are the machine's, whatever clock the market runs on: the limit is a matter of how
    often a program calls, not of how fast the market moves.
    """

    def __init__(
        self,
        quotas: dict[Pool, int] | None = None,
        enabled: bool = True,
        machine_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._quotas = QUOTAS | (quotas or {})
        if any(quota < 1 for quota in self._quotas.values()):
            raise ValueError("a rate-limit quota must be at least 1")
        self._enabled = enabled
        self._machine_s = machine_s
        self._windows: dict[tuple[Pool, str], _Window] = {}

    def spend(self, pool: Pool, owner: str, weight: int) -> None:
        """Take `weight` from the owner's quota.

        Raises ApiError 429000 when the quota does not have it; nothing is taken then.
        """
        if not self._enabled:
            return
        window = self._window(pool, owner)
        if window.used + weight > self._quotas[pool]:
            raise too_many_requests()
        window.used += weight

    def headers(self, pool: Pool, owner: str) -> dict[str, str]:
        """The `gw-ratelimit-*` headers: quota, what is left of it, milliseconds to its reset."""
        if not self._enabled:
            return {}
        window = self._window(pool, owner)
        reset_s = window.started_s + WINDOW_S - self._machine_s()
        return {
            "gw-ratelimit-limit": str(self._quotas[pool]),
            "gw-ratelimit-remaining": str(self._quotas[pool] - window.used),
            "gw-ratelimit-reset": str(max(0, math.ceil(reset_s * 1000))),
        }

    def _window(self, pool: Pool, owner: str) -> _Window:
        now_s = self._machine_s()
        window = self._windows.get((pool, owner))
        if window is None or now_s - window.started_s >= WINDOW_S:
            window = _Window(now_s)
            self._windows[pool, owner] = window
        return window
