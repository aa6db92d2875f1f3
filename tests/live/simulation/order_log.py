"""What the exchange saw, one line an event: equal for equal seeds, to the last byte."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from enygma.sandbox.trading import events
from enygma.sandbox.trading.order import Order


class OrderLog:
    """Listens to the exchange's events and keeps them as text."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def __call__(self, event: events.Event) -> None:
        """Write an event down."""
        line = _line(event)
        if line:
            self._lines.append(line)

    @property
    def text(self) -> str:
        """The whole log."""
        return "".join(f"{line}\n" for line in self._lines)

    @property
    def digest(self) -> str:
        """SHA-256 of the log, to compare runs by."""
        return sha256(self.text.encode()).hexdigest()

    def __len__(self) -> int:
        return len(self._lines)

    def tail(self, lines: int) -> Sequence[str]:
        """The newest lines."""
        return self._lines[-lines:]

    def between(self, first: int, last: int) -> Sequence[str]:
        """The lines from number `first` to before `last`."""
        return self._lines[max(0, first) : last]

    def note(self, ms: int, text: str) -> None:
        """Write down something that happened to the bot rather than on the exchange."""
        self._lines.append(f"{ms} -- {text}")


def _line(event: events.Event) -> str:
    match event:
        case events.OrderChanged(order=order, kind=kind):
            return f"{event.ms} order {kind} {_described(order)}"
        case events.StopChanged(order=order, kind=kind):
            return f"{event.ms} stop {kind} {_described(order)}"
        case events.FillHappened(fill=fill):
            return (
                f"{event.ms} fill {fill.trade_id} of {fill.order_id} {fill.symbol} {fill.side} "
                f"{fill.lots} at {fill.price} fee {fill.fee} {fill.reason}"
            )
        case events.PositionChanged(position=held, reason=reason):
            return f"{event.ms} position {reason} {held.symbol} {held.lots} at {held.entry_price}"
        case events.PositionSettled(payment=paid):
            return f"{event.ms} funding {paid.symbol} {paid.amount}"
    return ""


def _described(order: Order) -> str:
    stop = order.stop
    return " ".join(
        [
            order.id,
            order.symbol,
            str(order.side),
            str(order.type),
            f"{order.filled_lots}/{order.lots}",
            f"price {order.price}",
            f"stop {stop.price_type} {stop.direction} {stop.price}" if stop else "no stop",
            "reduces" if order.reduces_only else "opens",
            f"{order.leverage}x",
            f"child of {order.parent_id}" if order.parent_id else "",
        ]
    ).rstrip()
