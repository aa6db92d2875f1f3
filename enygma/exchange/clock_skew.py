"""Whether this machine's clock and the exchange's agree well enough to sign requests."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from freqtrade.exceptions import OperationalException

WARN_MS = 2_000
REFUSE_MS = 4_000
WINDOW_MS = 5_000
"""KuCoin refuses signed requests whose timestamp is further off, either way (its documentation
of request headers). The limit lies below it because a request travels for a while."""

SAMPLES = 3

MEND = (
    "Synchronise the clock of this machine (NTP, for example: timedatectl set-ntp true). Until "
    "then exchange.ccxt_config.options.adjustForTimeDifference: true lets requests carry the "
    "exchange's time"
)


@dataclass(frozen=True)
class ClockSkew:
    """A measured difference.

    Attributes:
        offset_ms: Own time minus the exchange's.
        round_trip_ms: How long the request took; the offset is uncertain by half of it.
    """

    offset_ms: float
    round_trip_ms: float

    def __str__(self) -> str:
        offset_s = round(self.offset_ms / 1000, 1) + 0.0  # never "-0.0"
        return f"{offset_s:+.1f} s (± {self.round_trip_ms / 2000:.1f} s) against the exchange's"

    @property
    def is_refused(self) -> bool:
        """Whether signed requests would fail, or soon may."""
        return abs(self.offset_ms) > REFUSE_MS

    @property
    def is_notable(self) -> bool:
        """Whether somebody should look at the clock."""
        return abs(self.offset_ms) > WARN_MS


def measure(
    fetch_time: Callable[[], Any], own_s: Callable[[], float] = time.time, samples: int = SAMPLES
) -> ClockSkew:
    """Ask the exchange for its time a few times and keep the quickest answer.

    Args:
        fetch_time: Answers the exchange's time in Unix ms.
        own_s: Own time in Unix seconds.
        samples: How often to ask; the first request also opens the connection.

    Raises:
        OperationalException: The exchange answered no time.
    """
    return min((_sample(fetch_time, own_s) for _ in range(samples)), key=_round_trip)


def _sample(fetch_time: Callable[[], Any], own_s: Callable[[], float]) -> ClockSkew:
    before_ms = own_s() * 1000
    theirs_ms = fetch_time()
    after_ms = own_s() * 1000
    if not isinstance(theirs_ms, int | float):
        raise OperationalException(
            f"The exchange answered {theirs_ms!r} instead of its time: the clocks cannot be "
            "compared, so nothing is traded."
        )
    return ClockSkew((before_ms + after_ms) / 2 - theirs_ms, after_ms - before_ms)


def _round_trip(skew: ClockSkew) -> float:
    return skew.round_trip_ms


def require_agreement(skew: ClockSkew) -> None:
    """Refuse a clock with which signed requests would fail.

    Raises:
        OperationalException: The difference, and how to mend it.
    """
    if skew.is_refused:
        raise OperationalException(
            f"This machine's clock is {skew}; KuCoin refuses signed requests beyond "
            f"{WINDOW_MS / 1000:.0f} s, and {REFUSE_MS / 1000:.0f} s is the limit here. {MEND}."
        )
