"""What stops must keep to: always there, never further away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from enygma.sandbox.trading import events
from enygma.sandbox.trading.events import StopNews

from .account_view import AccountView


@dataclass(frozen=True)
class Uncovered:
    """A stretch of time in which a position was open without stops for its whole size."""

    symbol: str
    from_ms: int
    to_ms: int

    @property
    def ms(self) -> int:
        """How long it was."""
        return self.to_ms - self.from_ms


class AlwaysCovered:
    """I-004: every open position has live reduce-only stops for its whole size.

    What happens within one millisecond of the exchange is one moment. `allowed_ms` is how long a
    position may be uncovered all the same, and why is documented with the exchange adapter.
    """

    def __init__(self, allowed_ms: int = 0) -> None:
        self.uncovered: list[Uncovered] = []
        self._allowed_ms = allowed_ms
        self._since: dict[str, int] = {}

    def see(self, event: events.Event, account: AccountView) -> Iterable[tuple[str, str]]:
        """Note when a position loses or gains its cover."""
        symbol = _symbol_of(event)
        if symbol is None:
            return
        if not account.is_covered(symbol):
            self._since.setdefault(symbol, event.ms)
        elif symbol in self._since:
            yield from self._over(symbol, event.ms)

    def finish(self, now_ms: int) -> Iterable[tuple[str, str]]:
        """The simulation ends: what is still uncovered counts up to now."""
        for symbol in list(self._since):
            yield from self._over(symbol, now_ms)

    def _over(self, symbol: str, now_ms: int) -> Iterable[tuple[str, str]]:
        gap = Uncovered(symbol, self._since.pop(symbol), now_ms)
        if gap.ms:
            self.uncovered.append(gap)
        if gap.ms > self._allowed_ms:
            yield "I-004", f"{symbol} was without a stop for its whole size for {gap.ms} ms"


class NeverBack:
    """I-008: the best live stop of a position never moves away from the price again.

    One that was triggered did what it was for; the next may lie anywhere.
    """

    def __init__(self) -> None:
        self._reached: dict[str, Decimal] = {}
        self._sign: dict[str, int] = {}

    def see(self, event: events.Event, account: AccountView) -> Iterable[tuple[str, str]]:
        """Compare the best stop with the best there was."""
        symbol = _symbol_of(event)
        if symbol is None:
            return
        lots = account.lots(symbol)
        sign = (lots > 0) - (lots < 0)
        triggered = isinstance(event, events.StopChanged) and event.kind is StopNews.TRIGGERED
        if triggered or sign != self._sign.get(symbol, 0):
            self._reached.pop(symbol, None)
            self._sign[symbol] = sign
        waiting = (each for each in account.stops(symbol) if not each.stop_triggered)
        prices = [each.stop.price for each in waiting if each.stop is not None]
        if not prices:
            return
        best = max(prices) if sign > 0 else min(prices)
        reached = self._reached.setdefault(symbol, best)
        if (best - reached) * sign < 0:
            yield "I-008", f"the stop of {symbol} moved back from {reached} to {best}"
        self._reached[symbol] = best


def _symbol_of(event: events.Event) -> str | None:
    match event:
        case events.StopChanged(order=order) | events.OrderChanged(order=order):
            return order.symbol
        case events.PositionChanged(position=position):
            return position.symbol
    return None
