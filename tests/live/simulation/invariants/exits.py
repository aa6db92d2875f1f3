"""What an exit must keep to: it only reduces, and nothing is left."""

from __future__ import annotations

from collections.abc import Iterable

from enygma.sandbox.trading import events
from enygma.sandbox.trading.terms import FillReason

from .account_view import AccountView


class ReduceOnly:
    """I-009: whatever makes a position smaller may only do that, and never turns it round."""

    def __init__(self) -> None:
        self._held: dict[str, int] = {}

    def see(self, event: events.Event, account: AccountView) -> Iterable[tuple[str, str]]:
        """Look at fills against an open position, and at positions that changed sides."""
        if isinstance(event, events.FillHappened):
            fill = event.fill
            held = self._held.get(fill.symbol, 0)
            order = account.live.get(fill.order_id)
            against = held * fill.side.sign < 0 and fill.reason is FillReason.TRADE
            if against and order is not None and not order.reduces_only:
                yield "I-009", f"{order.id} of {fill.symbol} reduced without being reduce-only"
        if isinstance(event, events.PositionChanged):
            position = event.position
            if self._held.get(position.symbol, 0) * position.lots < 0:
                yield "I-009", f"{position.symbol} turned round to {position.lots} lots"
            self._held[position.symbol] = position.lots


class NothingLeft:
    """I-012: the exits of a position sum to its entries."""

    def __init__(self) -> None:
        self._entered: dict[str, int] = {}
        self._exited: dict[str, int] = {}

    def see(self, event: events.Event, _account: AccountView) -> Iterable[tuple[str, str]]:
        """Count lots in and out; compare when the position is closed."""
        if isinstance(event, events.FillHappened):
            fill = event.fill
            totals = self._exited if self._is_exit(fill.symbol, fill.side.sign) else self._entered
            totals[fill.symbol] = totals.get(fill.symbol, 0) + fill.lots * fill.side.sign
        if isinstance(event, events.PositionChanged) and not event.position.is_open:
            symbol = event.position.symbol
            entered, exited = self._entered.pop(symbol, 0), self._exited.pop(symbol, 0)
            if entered + exited:
                yield "I-012", f"{symbol}: {entered} lots entered, {exited} exited"

    def _is_exit(self, symbol: str, sign: int) -> bool:
        return self._entered.get(symbol, 0) * sign < 0
