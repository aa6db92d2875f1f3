"""How long positions stood without a stop: measured from events, whoever placed the orders."""

from dataclasses import dataclass, field

from enygma.sandbox.trading.events import Event, PositionChanged, StopChanged, StopNews
from enygma.sandbox.trading.exchange import Exchange
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.position import Position
from enygma.sandbox.trading.terms import OrderStatus, PositionSide, StopDirection


@dataclass(slots=True)
class Exposure:
    """What became of one position.

    `lots` is signed and 0 once it is closed; `unprotected_since_ms` is None while stops cover
    it. `gaps` are the closed spans (from, to) without cover that took time at all.
    """

    position_id: str
    uid: int
    symbol: str
    position_side: PositionSide
    opened_ms: int
    lots: int
    closed_ms: int | None = None
    unprotected_since_ms: int | None = None
    gaps: list[tuple[int, int]] = field(default_factory=list)

    def unprotected_ms(self, now_ms: int) -> int:
        """Milliseconds that it stood open and not covered, up to `now_ms`."""
        over = sum(end - start for start, end in self.gaps)
        since = self.unprotected_since_ms
        return over if since is None else over + max(now_ms - since, 0)


class Protection:
    """Listens to an exchange and tells for every position how long no stop covered it.

    Covered means: waiting stop orders that only reduce, on the losing side of the position, for
    at least all of its lots. A take profit covers nothing, nor does a stop that was triggered and
    rests as a limit order. Positions open when listening begins count from then on.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exposures: dict[str, Exposure] = {}
        self._open: dict[tuple[int, str, PositionSide], Exposure] = {}
        self._stops: dict[str, Order] = {}
        for uid in exchange.accounts():
            self._take_stock(exchange, uid)
        exchange.subscribe(self._hear)

    def exposures(self) -> list[Exposure]:
        """All positions, the oldest first."""
        return list(self._exposures.values())

    def unprotected_ms(self, now_ms: int) -> dict[str, int]:
        """By position id, for open and closed ones: milliseconds without cover up to `now_ms`."""
        return {key: each.unprotected_ms(now_ms) for key, each in self._exposures.items()}

    def uncovered(self) -> list[Exposure]:
        """The positions that no stop covers right now."""
        return [each for each in self._open.values() if each.unprotected_since_ms is not None]

    def _take_stock(self, exchange: Exchange, uid: int) -> None:
        for order in exchange.active_orders(uid):
            if order.status is OrderStatus.WAITING:
                self._stops[order.id] = order
        for position in exchange.positions(uid):
            self._position(position, exchange.now_ms)

    def _hear(self, event: Event) -> None:
        if isinstance(event, StopChanged):
            self._stop(event)
        elif isinstance(event, PositionChanged):
            self._position(event.position, event.ms)

    def _stop(self, event: StopChanged) -> None:
        order = event.order
        if event.kind in (StopNews.OPEN, StopNews.UPDATE):
            self._stops[order.id] = order
        else:
            self._stops.pop(order.id, None)
        exposure = self._open.get((order.uid, order.symbol, order.position_side))
        if exposure is not None:
            self._judge(exposure, event.ms)

    def _position(self, position: Position, now_ms: int) -> None:
        key = (position.uid, position.symbol, position.position_side)
        exposure = self._exposures.get(position.id)
        if exposure is None:
            exposure = self._exposures[position.id] = Exposure(
                position.id, *key, opened_ms=position.opened_ms, lots=position.lots
            )
        exposure.lots = position.lots
        if position.is_open:
            self._open[key] = exposure
        else:
            exposure.closed_ms = now_ms
            if self._open.get(key) is exposure:
                del self._open[key]
        self._judge(exposure, now_ms)

    def _judge(self, exposure: Exposure, now_ms: int) -> None:
        since = exposure.unprotected_since_ms
        if self._is_covered(exposure):
            if since is not None and now_ms > since:
                exposure.gaps.append((since, now_ms))
            exposure.unprotected_since_ms = None
        elif since is None:
            exposure.unprotected_since_ms = now_ms

    def _is_covered(self, exposure: Exposure) -> bool:
        covered = 0
        for order in self._stops.values():
            if _protects(order, exposure):
                if order.request.close_order:
                    return True
                covered += order.remaining_lots
        return covered >= abs(exposure.lots)


def _protects(order: Order, exposure: Exposure) -> bool:
    losing = StopDirection.DOWN if exposure.lots > 0 else StopDirection.UP
    return (
        order.uid == exposure.uid
        and order.symbol == exposure.symbol
        and order.position_side is exposure.position_side
        and order.reduces_only
        and order.side.sign * exposure.lots < 0
        and order.stop is not None
        and order.stop.direction is losing
    )
