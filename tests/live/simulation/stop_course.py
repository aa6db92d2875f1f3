"""Where the stop of each position lay, and where it would have lain had it been moved at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from custom_risk.position import Position
from custom_risk.rules import RiskRules
from custom_risk.side import Side
from enygma.sandbox.trading import events

from .invariants.account_view import AccountView

Moment = tuple[int, float]
"""Unix milliseconds and a price in USDT."""


class LiveStops:
    """Listens to the exchange: the best live stop of each contract over time."""

    def __init__(self, uid: int) -> None:
        self._account = AccountView(uid, Decimal(0))
        self._levels: dict[str, list[tuple[int, float | None]]] = {}

    def __call__(self, event: events.Event) -> None:
        """Note a level that changed."""
        self._account.see(event)
        match event:
            case events.StopChanged(order=order) | events.OrderChanged(order=order):
                self._note(event.ms, order.symbol)
            case events.PositionChanged(position=position):
                self._note(event.ms, position.symbol)

    def _note(self, ms: int, symbol: str) -> None:
        prices = [each.stop.price for each in self._account.stops(symbol) if each.stop]
        best = max if self._account.lots(symbol) > 0 else min
        level = float(best(prices)) if prices else None
        course = self._levels.setdefault(symbol, [])
        if not course or course[-1][1] != level:
            course.append((ms, level))

    def at(self, symbol: str, ms: int) -> float | None:
        """The level at a moment; None while there is no position or no stop."""
        course = self._levels.get(symbol, [])
        place = bisect_right(course, ms, key=lambda each: each[0])
        return course[place - 1][1] if place else None


@dataclass(frozen=True)
class Held:
    """The terms of a position that its stop depends on; fees are fractions of the notional."""

    is_short: bool
    entry: float
    leverage: float
    fee: float

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


def staircase(rules: RiskRules, held: Held, prices: Iterable[Moment]) -> Iterator[Moment]:
    """The stop after each of `prices`, were it moved at each of them and never back."""
    position, stop = held.position(), None
    for ms, price in prices:
        seen = Decimal(str(price))
        wanted = float(rules.stops.stop_price(position, seen, position.roi_at(seen)))
        better = stop is None or (wanted < stop if held.is_short else wanted > stop)
        stop = wanted if better or stop is None else stop
        yield ms, stop
