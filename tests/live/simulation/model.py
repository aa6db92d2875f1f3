"""When a trade's stop would have been hit: from the backtest's view of a minute to the exchange's.

Each model takes one thing more from the live run. Where two neighbours disagree, what was added
between them is why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

from custom_risk.market import stop_on_tick
from custom_risk.position import Position
from custom_risk.rules import RiskRules
from custom_risk.side import Side
from custom_risk.trade_view import TradeView

from .paths import Paths
from .stop_course import LiveStops, Moment

# the staircase does not depend on the time
_ANY_TIME = datetime(2025, 1, 1, tzinfo=UTC)

Exit = tuple[int, float] | None
"""Unix ms and price at which a stop was hit; None when it was not."""


@dataclass(frozen=True)
class Held:
    """The terms of a position that its stop depends on; `fee` is a share of the notional."""

    rules: RiskRules
    is_short: bool
    entry: float
    leverage: float
    fee: float
    tick: Decimal

    def at_entry(self, entry: float) -> Held:
        """The same position entered at another price."""
        return replace(self, entry=entry)

    def ratchet(self) -> Ratchet:
        """Its stop, not moved yet."""
        return Ratchet(self)

    @property
    def position(self) -> Position:
        """The position of one unit."""
        fee = Decimal(str(self.fee))
        return Position(
            side=Side.SHORT if self.is_short else Side.LONG,
            entry=Decimal(str(self.entry)),
            leverage=Decimal(str(self.leverage)),
            size=Decimal(1),
            fee_open=fee,
            fee_close=fee,
        )


class Ratchet:
    """A stop that follows prices and never moves back."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._position = held.position
        self.level: float | None = None

    def see(self, price: float) -> float:
        """Where the stop lies once `price` was seen."""
        seen = Decimal(str(price))
        policy = self._held.rules.stops
        exact = policy.stop_price(TradeView.at(self._position, seen, _ANY_TIME, _ANY_TIME))
        wanted = float(stop_on_tick(exact, self._position.side, self._held.tick))
        if self.level is None or not self.is_hit(self.level, wanted):
            self.level = wanted
        return self.level

    def is_hit(self, level: float, price: float) -> bool:
        """Whether `price` has reached a stop at `level`."""
        return price >= level if self._held.is_short else price <= level


def by_minutes(held: Held, paths: Paths) -> Exit:
    """As the backtest sees it: of a minute, the best price comes first, then the worst."""
    ratchet = held.ratchet()
    level = ratchet.see(held.entry)
    for ms, first, high, low in paths.minutes():
        best, worst = (low, high) if held.is_short else (high, low)
        if ratchet.is_hit(level, worst):
            return ms, first if ratchet.is_hit(level, first) else level
        level = ratchet.see(best)
        if ratchet.is_hit(level, worst):
            return ms, level
    return None


def by_path(held: Held, paths: Paths) -> Exit:
    """The stop follows the price along its true path, at once."""
    ratchet = held.ratchet()
    level = ratchet.see(held.entry)
    before: Moment | None = None
    for now in paths.points():
        if before is not None and ratchet.is_hit(level, now[1]):
            return _crossing(before, now, level), level
        level = ratchet.see(now[1])
        before = now
    return None


def by_looks(held: Held, paths: Paths, looks_ms: Sequence[int]) -> Exit:
    """The stop follows the prices that the bot saw, at once."""
    ratchet = held.ratchet()

    def levels() -> Iterator[tuple[int, float]]:
        yield paths.start_ms, ratchet.see(held.entry)
        for ms in looks_ms:
            yield ms, ratchet.see(paths.quoted(ms, is_short=held.is_short))

    return _first_hit(levels(), ratchet, paths)


def by_exchange(held: Held, paths: Paths, stops: LiveStops, symbol: str) -> Exit:
    """The stop is where the exchange had it, and the last price triggers it."""
    course = stops.course(symbol, paths.start_ms, paths.end_ms)
    return _first_hit(course, held.ratchet(), paths)


def _first_hit(levels: Iterable[tuple[int, float | None]], ratchet: Ratchet, paths: Paths) -> Exit:
    """The first moment at which the price is beyond the level that holds then."""
    changes = [*levels, (paths.end_ms + 1, None)]
    points = list(paths.points())
    for (from_ms, level), (to_ms, _) in pairwise(changes):
        if level is None:
            continue
        before = (from_ms, paths.at(from_ms))
        if from_ms > paths.start_ms and ratchet.is_hit(level, before[1]):
            return from_ms, before[1]
        within = [each for each in points if from_ms < each[0] < to_ms]
        for now in (*within, (to_ms, paths.at(min(to_ms, paths.end_ms)))):
            if ratchet.is_hit(level, now[1]):
                return _crossing(before, now, level), level
            before = now
    return None


def _crossing(before: Moment, now: Moment, level: float) -> int:
    (from_ms, start), (to_ms, end) = before, now
    if end == start:
        return to_ms
    share = min(max((level - start) / (end - start), 0.0), 1.0)
    return from_ms + round(share * (to_ms - from_ms))
