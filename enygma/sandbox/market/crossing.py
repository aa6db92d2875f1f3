"""When a price leaves a band: exact to the millisecond, without looking at every one of them."""

from dataclasses import dataclass
from decimal import Decimal
from math import inf

from enygma.sandbox.market.candles import MINUTE_MS
from enygma.sandbox.market.path import Path
from enygma.sandbox.market.ticks import on_tick


@dataclass(frozen=True, slots=True)
class Band:
    """Prices strictly between `low` and `high` (USDT per base unit) are inside."""

    low: float = -inf
    high: float = inf

    def leaves_out(self, price: float) -> bool:
        """Whether `price` is outside."""
        return price <= self.low or price >= self.high


@dataclass(frozen=True, slots=True)
class MinuteWalk:
    """A price on its way through one minute, on the grid that the exchange shows."""

    opened_ms: int
    path: Path
    tick: Decimal

    def at(self, moment_ms: int) -> float:
        """The price shown at `moment_ms`; after the minute it stays where it ended."""
        fraction = min(1.0, (moment_ms - self.opened_ms) / MINUTE_MS)
        return on_tick(self.path.at(fraction), self.tick)

    def first_exit(self, band: Band, first_ms: int, last_ms: int) -> int | None:
        """First moment in [first_ms, last_ms] at which the price is outside `band`.

        Between two waypoints the price never turns, so that halving finds the moment.
        """
        for turn_ms in (*self._turns(), last_ms):
            end_ms = min(turn_ms, last_ms)
            if end_ms < first_ms:
                continue
            if band.leaves_out(self.at(first_ms)):
                return first_ms
            if band.leaves_out(self.at(end_ms)):
                return self._halve(band, first_ms, end_ms)
            first_ms = end_ms + 1
        return None

    def _turns(self) -> tuple[int, ...]:
        """The last whole millisecond before each turn of the path."""
        return tuple(self._last_before(time) for time in self.path.times[1:])

    def _last_before(self, fraction: float) -> int:
        passed = int(fraction * MINUTE_MS)
        while passed / MINUTE_MS > fraction:
            passed -= 1
        return self.opened_ms + passed

    def _halve(self, band: Band, inside_ms: int, outside_ms: int) -> int:
        while outside_ms - inside_ms > 1:
            middle_ms = (inside_ms + outside_ms) // 2
            if band.leaves_out(self.at(middle_ms)):
                outside_ms = middle_ms
            else:
                inside_ms = middle_ms
        return outside_ms
