"""The circuit breaker of a real bot: fed by its requests, orders, fills and differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from freqtrade.enums import ExitCheckTuple, ExitType
from freqtrade.exceptions import FreqtradeException
from freqtrade.persistence import Trade
from freqtrade.util import dt_now

from custom_risk.account import Account, ClosedTrade, Days
from custom_risk.breaker import Breaker, Level
from custom_risk.breaker.stored import request_reset
from custom_risk.events import Reason
from custom_risk.settings import BreakerSettings
from custom_risk.side import Side
from custom_risk.state import RiskState
from enygma.exchange.traffic import Traffic
from enygma.guards.breaker_feed import BreakerFeed
from enygma.sandbox.faults import Match, RejectedStop

if TYPE_CHECKING:
    from enygma.sandbox import RunningSandbox
    from tests.guards.conftest import Hand, LiveBot, MakeBot

ETH = "ETH/USDT:USDT"
START = datetime(2026, 1, 5, 12, tzinfo=UTC)
BRAKED: dict[str, Any] = {"strategy": "Braked", "custom_risk": {"breaker": {}}}


@pytest.fixture
def braked(make_bot: MakeBot) -> Callable[..., LiveBot]:
    """Build a live bot with a circuit breaker, each time on the same database."""

    def built(**breaker: Any) -> LiveBot:
        bot = make_bot(**BRAKED | {"custom_risk": {"breaker": breaker}})
        bot.turn()
        return bot

    return built


def _breaker(bot: LiveBot) -> Breaker:
    found = bot.bot.strategy.risk_breaker
    assert isinstance(found, Breaker)
    return found


def _level(bot: LiveBot) -> Level:
    return _breaker(bot).state(dt_now()).level


def _shut_down(bot: LiveBot) -> None:
    for _ in range(10):
        bot.watch.breaker.on_order(failed=True)  # type: ignore[union-attr] # it is there


def test_a_bot_whose_strategy_has_no_breaker_is_not_measured(make_bot: MakeBot) -> None:
    bot = make_bot()
    assert bot.watch.breaker is None
    assert bot.exchange.traffic._observers == []


def test_requests_that_take_long_open_it_and_it_is_told_once(
    braked: Callable[..., LiveBot],
) -> None:
    bot = braked()
    ticks = count(step=1.2)
    bot.exchange.traffic._clock = lambda: next(ticks)

    for _ in range(10):
        bot.exchange.get_balances()
    bot.turn()

    assert _level(bot) is Level.THROTTLE
    told = [each for each in bot.ear.warnings() if "Circuit breaker" in each]
    assert [each.split(", ")[0] for each in told] == [
        "Circuit breaker: CLOSED → ALERT",
        "Circuit breaker: ALERT → THROTTLE",
    ]


def test_orders_that_fail_refuse_the_next_entry(
    braked: Callable[..., LiveBot], venue: RunningSandbox, hand: Hand
) -> None:
    bot = braked()
    bot.enter()
    plan = venue.server.venue.faults
    plan.add(RejectedStop(), Match(method="POST", symbol="XBTUSDTM"), count=3)
    try:
        for _ in range(3):
            with pytest.raises(FreqtradeException):
                bot.bot.execute_entry("BTC/USDT:USDT", 100.0)
    finally:
        plan.clear()
    bot.turn()

    assert _level(bot) is Level.THROTTLE
    assert any("3 orders in a row failed" in each for each in bot.ear.warnings())
    assert not bot.bot.execute_entry("BTC/USDT:USDT", 100.0)
    assert bot.bot.strategy.latest_refusal("BTC/USDT:USDT").type is Reason.CIRCUIT_BREAKER
    assert hand.lots(ETH) > 0


def test_a_fill_far_from_its_price_is_noticed(braked: Callable[..., LiveBot]) -> None:
    bot = braked()
    trade = bot.enter()
    assert _level(bot) is Level.CLOSED

    order = trade.select_filled_orders(trade.entry_side)[0]
    order.ft_price = order.average / 1.004
    bot.watch.breaker._fills.clear()  # type: ignore[union-attr] # it is there
    bot.bot.update_trade_state(trade, order.order_id, order.to_ccxt_object(), send_msg=False)

    assert _level(bot) is Level.THROTTLE
    assert "0.40 % worse" in _breaker(bot).state(dt_now()).text


def test_a_position_that_nobody_booked_halts_entries(
    braked: Callable[..., LiveBot], hand: Hand
) -> None:
    bot = braked()
    hand.order(ETH, "buy", 5)

    bot.look()

    assert _level(bot) is Level.HALT
    assert any("CLOSED → HALT, unknown position" in each for each in bot.ear.warnings())
    assert not bot.bot.execute_entry("BTC/USDT:USDT", 100.0)
    refusal = bot.bot.strategy.latest_refusal("BTC/USDT:USDT")
    assert refusal.type is Reason.CIRCUIT_BREAKER
    assert refusal.details["level"] == "HALT"


def test_a_shutdown_lets_positions_exit_and_stops_move(
    braked: Callable[..., LiveBot], hand: Hand
) -> None:
    bot = braked()
    trade = bot.enter()
    assert hand.lots(ETH) > 0
    _shut_down(bot)

    bot.turn()
    assert hand.stops(ETH)
    bot.bot.rpc._rpc._rpc_force_exit(str(trade.id))
    bot.turn()

    assert hand.lots(ETH) == 0
    assert Trade.get_open_trades() == []


def test_a_shutdown_survives_the_restart_until_a_person_resets_it(
    braked: Callable[..., LiveBot],
) -> None:
    first = braked()
    _shut_down(first)
    first.turn()
    assert any("risk-status --reset-breaker" in each for each in first.ear.warnings())
    first.bot.cleanup()

    second = braked()
    assert _level(second) is Level.SHUTDOWN
    request_reset(second.bot.strategy.risk_state, dt_now())
    second.turn()

    assert _level(second) is Level.CLOSED


def test_a_dry_run_is_fed_with_its_requests_and_its_simulated_fills(make_bot: MakeBot) -> None:
    bot = make_bot(dry_run=True, **BRAKED)
    bot.turn()
    feed = bot.watch.breaker
    assert feed is not None

    trade = bot.enter()

    assert list(feed._fills) == [each.order_id for each in trade.select_filled_orders("buy")]
    assert len(_breaker(bot)._failures._numbers) > 0


@dataclass
class Ledger:
    """Closed trades and a wallet."""

    trades: list[ClosedTrade] = field(default_factory=list)

    def closed(self, before: datetime) -> Sequence[ClosedTrade]:
        return [each for each in self.trades if each.closed < before]

    def lose(self, at: datetime) -> None:
        number = len(self.trades) + 1
        one = Decimal(-1)
        self.trades.append(ClosedTrade(number, ETH, Side.LONG, at, at, one, one / 100, "stop"))


@dataclass
class Strategy:
    """A strategy under the risk rules, as far as the feed looks at it."""

    risk_account: Account
    risk_breaker: Breaker | None = field(default_factory=lambda: Breaker(BreakerSettings()))
    protections: list[dict[str, Any]] = field(default_factory=list)


class Quiet:
    """Says nothing, and does not ask the exchange."""

    traffic = Traffic()

    def warn(self, text: str) -> None: ...

    def tell(self, text: str) -> None: ...


def test_bad_trades_count_once_each_so_that_the_breaker_closes_again() -> None:
    ledger = Ledger()
    for minute in range(25):
        ledger.lose(START + timedelta(minutes=minute))
    strategy = Strategy(Account(lambda: 10_000.0, ledger, Days()))
    breaker = strategy.risk_breaker
    assert breaker is not None
    with time_machine.travel(START + timedelta(hours=1), tick=False) as clock:
        feed = BreakerFeed(strategy, Quiet(), Quiet(), list)  # type: ignore[arg-type] # it is one
        feed.after_loop()
        assert breaker.state(dt_now()).level is Level.CLOSED

        ledger.lose(dt_now())
        clock.shift(1)
        feed.after_loop()
        assert breaker.state(dt_now()).level is Level.HALT
        assert "losses in a row" in breaker.state(dt_now()).text

        for _ in range(30):
            clock.shift(60)
            feed.after_loop()
        assert breaker.state(dt_now()).level is Level.CLOSED


def test_a_breaker_that_leaves_degradation_out_does_not_judge() -> None:
    settings = BreakerSettings(degradation=False)
    ledger = Ledger()
    strategy = Strategy(Account(lambda: 10_000.0, ledger, Days()), Breaker(settings))
    feed = BreakerFeed(strategy, Quiet(), Quiet(), list)  # type: ignore[arg-type] # it is one
    for _ in range(25):
        ledger.lose(dt_now())
    feed.after_loop()
    assert feed._degradation is None


class Writer:
    """Writes whenever a request or an order is over, as a change of the breaker does."""

    def __init__(self, state: RiskState) -> None:
        self.state = state
        self.written = 0

    def on_request(self, latency_s: float, *, failed: bool) -> None:
        self.state.save("probe", {"at": self.written})
        self.written += 1

    def on_order(self, *, failed: bool) -> None:
        self.on_request(0.0, failed=failed)


def test_the_level_can_be_stored_in_the_midst_of_everything_a_bot_does(
    braked: Callable[..., LiveBot], caplog: pytest.LogCaptureFixture
) -> None:
    """freqtrade holds no lock on the database while it waits for the exchange."""
    bot = braked()
    writer = Writer(bot.bot.strategy.risk_state)
    bot.exchange.traffic.watch(writer)

    trade = bot.enter()
    bot.bot.create_stoploss_order(trade=trade, stop_price=trade.stop_loss)
    bot.look()
    bot.bot.execute_trade_exit(
        trade,
        trade.open_rate,
        ExitCheckTuple(exit_type=ExitType.PARTIAL_EXIT),
        sub_trade_amt=trade.amount / 2,
    )
    bot.look()
    bot.bot.rpc._rpc._rpc_force_exit("all")
    bot.look()

    assert writer.written > 20
    assert Trade.get_open_trades() == []
    assert "An observer of the exchange's requests failed." not in caplog.text


def test_a_feed_that_fails_keeps_no_order_from_being_booked(
    braked: Callable[..., LiveBot], monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = braked()

    def failing(*_: object) -> None:
        raise RuntimeError("no number")

    monkeypatch.setattr(Breaker, "observe_slippage", failing)
    monkeypatch.setattr(Breaker, "observe_order", failing)
    trade = bot.enter()

    assert trade.has_open_position
    assert not trade.has_open_orders
