"""What an entry must keep to: size, exposure, leverage, liquidation, and when none may be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

from custom_risk.settings import LimitSettings, RiskSettings
from enygma.sandbox.trading import events
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.position import Position

from .account_view import AccountView, ValuedAccount

HUNDRED = Decimal(100)
# Between the decision and the fill the price moves by up to the slippage guard's 0.5 %, and the
# equity with it.
TOLERANCE = Decimal("1.02")


def is_new_entry(event: events.Event) -> Order | None:
    """The order of an event that tells of an entry the exchange has just accepted."""
    if not isinstance(event, events.OrderChanged) or event.kind is not events.OrderNews.RECEIVED:
        return None
    return None if event.order.reduces_only else event.order


class EntrySize:
    """I-001 margin, I-002 exposure, I-003 leverage, I-005 distance to the liquidation."""

    def __init__(self, settings: RiskSettings) -> None:
        self._settings = settings

    def see(self, event: events.Event, account: ValuedAccount) -> Iterable[tuple[str, str]]:
        """Look at positions after trades, and at the leverage of orders."""
        if (order := is_new_entry(event)) is not None:
            yield from self._leverage(order)
        if (
            isinstance(event, events.PositionChanged)
            and event.position.is_open
            and event.reason is events.PositionNews.TRADE
        ):
            yield from self._position(event.position, account)

    def _leverage(self, order: Order) -> Iterator[tuple[str, str]]:
        most = self._settings.leverage.max
        if not 1 <= order.leverage <= most:
            yield "I-003", f"{order.symbol} entered with {order.leverage}x, at most {most}x"

    def _position(self, position: Position, account: ValuedAccount) -> Iterator[tuple[str, str]]:
        limits: LimitSettings = self._settings.limits
        margin_pct = position.initial / account.equity * HUNDRED
        if margin_pct > limits.max_margin_pct * TOLERANCE:
            yield "I-001", f"{position.symbol} holds {margin_pct:.2f} % of the equity as margin"
        exposure_pct = account.notional() / account.equity * HUNDRED
        if exposure_pct > limits.max_exposure_pct * TOLERANCE:
            yield "I-002", f"positions of {exposure_pct:.1f} % of the equity are open"
        away = abs(position.entry_price - position.liquidation_price) / position.entry_price
        if away * HUNDRED < limits.min_liquidation_buffer_pct / TOLERANCE:
            yield "I-005", f"{position.symbol} is {away:.2%} from its liquidation"


class DailyDrawdownGate:
    """I-006: no entry while the equity is too far below its highest of the UTC day.

    `observe` is told the equity at each turn of the bot, which looks at it as often.
    """

    def __init__(self, settings: RiskSettings) -> None:
        self._most_pct = settings.limits.max_daily_drawdown_pct
        self._day = ""
        self._peak = Decimal(0)
        self._fallen_pct = Decimal(0)

    def observe(self, now_ms: int, equity: Decimal) -> None:
        """Follow the day's peak."""
        day = datetime.fromtimestamp(now_ms / 1000, UTC).date().isoformat()
        if day != self._day:
            self._day, self._peak = day, equity
        self._peak = max(self._peak, equity)
        self._fallen_pct = (self._peak - equity) / self._peak * HUNDRED

    def see(self, event: events.Event, _account: AccountView) -> Iterable[tuple[str, str]]:
        """An entry is accepted: was it allowed?"""
        order = is_new_entry(event)
        if order is not None and self._fallen_pct > self._most_pct * TOLERANCE:
            yield "I-006", f"{order.symbol} entered {self._fallen_pct:.2f} % below the day's peak"


class NoEntryWhileHalted:
    """I-011: no entry while the kill switch is on."""

    def __init__(self) -> None:
        self.halted = False

    def see(self, event: events.Event, _account: AccountView) -> Iterable[tuple[str, str]]:
        """An entry is accepted: was it allowed?"""
        order = is_new_entry(event)
        if order is not None and self.halted:
            yield "I-011", f"{order.symbol} entered while the kill switch was on"


class OneIntentOneOrder:
    """I-010: while a contract has a position or an entry under way, no other entry is accepted.

    The strategies of the simulation never add to a position, so a second entry is a repetition.
    """

    def see(self, event: events.Event, account: AccountView) -> Iterable[tuple[str, str]]:
        """An entry is accepted: is it the only one?"""
        order = is_new_entry(event)
        if order is None:
            return
        if lots := account.lots(order.symbol):
            yield "I-010", f"{order.symbol} entered again beside a position of {lots} lots"
        others = [
            each.id
            for each in account.live.values()
            if each.symbol == order.symbol and each.id != order.id and not each.reduces_only
        ]
        if others:
            yield "I-010", f"{order.symbol} entered twice: {order.id} beside {', '.join(others)}"
