"""What the circuit breaker of a strategy is told by a running bot, and how its changes are told."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from freqtrade.util import dt_now

from custom_risk.account import Account
from custom_risk.breaker import Breaker, Change, Level
from custom_risk.inputs import RiskInputError
from custom_risk.limits.degradation import Degradation
from custom_risk.protections.limits_of import degradation_of
from enygma.exchange.slippage import adverse_deviation

if TYPE_CHECKING:
    from enygma.guards.difference import Difference
    from enygma.guards.voice import Voice

logger = logging.getLogger(__name__)

REMEMBERED_FILLS = 1000
FRESH = timedelta(minutes=10)
"""Age of a fill that says something about the market of now: freqtrade looks at old ones again."""

RESET = "Look for the cause, then close it with: enygma risk-status --reset-breaker"


class RiskManagedStrategy(Protocol):
    """What the feed needs of a strategy under the risk rules."""

    risk_breaker: Breaker | None
    risk_account: Account
    protections: list[dict[str, Any]]


def breaker_feed(
    bot: Any, voice: Voice, standing: Callable[[], Iterable[Difference]]
) -> BreakerFeed | None:
    """The feed of a bot whose strategy has a circuit breaker, None for any other."""
    if getattr(bot.strategy, "risk_breaker", None) is None:
        return None
    return BreakerFeed(bot.strategy, bot.exchange, voice, standing)


class BreakerFeed:
    """Tells the breaker of requests, orders, fills, differences and closed trades.

    The equity is not among them: the strategy itself follows it.
    """

    def __init__(
        self,
        strategy: RiskManagedStrategy,
        exchange: Any,
        voice: Voice,
        standing: Callable[[], Iterable[Difference]],
    ) -> None:
        """`standing` answers with what differs between the exchange and the database now."""
        if strategy.risk_breaker is None:
            raise ValueError("the strategy has no circuit breaker")
        self._breaker = strategy.risk_breaker
        self._account = strategy.risk_account
        self._voice = voice
        self._standing = standing
        self._changes: deque[Change] = deque()
        self._fills: deque[str] = deque(maxlen=REMEMBERED_FILLS)
        self._degradation = _degradation_of(strategy)
        self._judged = self._newest_closed()
        self._breaker.subscribe(self._changes.append)
        exchange.traffic.watch(self)
        self._tell_start()

    def _tell_start(self) -> None:
        kept = self._breaker.state(dt_now())
        if kept.level > Level.CLOSED:
            text = f"Circuit breaker: {kept.level.name} from before the start, {kept.text}"
            self._voice.warn(f"{text}{_hint(kept.level)}")

    def on_request(self, latency_s: float, *, failed: bool) -> None:
        """A request was answered, or failed."""
        self._breaker.observe_request(latency_s, failed, dt_now())

    def on_order(self, *, failed: bool) -> None:
        """An order was taken, or failed."""
        self._breaker.observe_order(failed, dt_now())

    def note_fill(self, trade: Any, order_id: str | None) -> None:
        """Compare the price of an entry that is over with the one on which it was decided."""
        order = trade.select_order_by_order_id(order_id) if order_id else None
        if order is None or order.ft_order_side != trade.entry_side or order.ft_is_open:
            return
        if not order.safe_filled or not order.average or order.order_id in self._fills:
            return
        now = dt_now()
        if now - (order.order_filled_utc or now) > FRESH:
            return
        self._fills.append(order.order_id)
        worse = adverse_deviation(order.ft_order_side, order.average, order.ft_price)
        self._breaker.observe_slippage(worse * 100, now)

    def after_loop(self) -> None:
        """Look at what differs and at what closed, let time pass, and tell what changed."""
        now = dt_now()
        different = "; ".join(map(str, self._standing()))
        if different:
            self._breaker.observe_drift(different, now)
        self._judge()
        self._breaker.pass_time(now)
        while self._changes:
            self._tell(self._changes.popleft())

    def _judge(self) -> None:
        """Once for each trade that closed: old trades must not keep the breaker open for ever."""
        newest = self._newest_closed()
        if self._degradation is None or newest == self._judged:
            return
        now = dt_now()
        try:
            health = self._degradation.health(self._account, now)
        except RiskInputError as error:
            logger.warning("How the latest trades went cannot be judged yet: %s", error)
            return
        self._judged = newest
        demand = min(int(health.grade), Level.HALT)
        self._breaker.observe_degradation(Level(demand), f"strategy degraded: {health}", now)

    def _newest_closed(self) -> int | None:
        closed = self._account.closed(dt_now())
        return closed[-1].trade_id if closed else None

    def _tell(self, change: Change) -> None:
        if change.after > change.before:
            self._voice.warn(f"{change}{_hint(change.after)}")
        else:
            self._voice.tell(str(change))


def _hint(level: Level) -> str:
    return f". {RESET}." if level is Level.SHUTDOWN else "."


def _degradation_of(strategy: RiskManagedStrategy) -> Degradation | None:
    """By the strategy's own protection where it has one, else by the default figures."""
    if strategy.risk_breaker is None or not strategy.risk_breaker.settings.degradation:
        return None
    return degradation_of(strategy.protections)
