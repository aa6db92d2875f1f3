"""What the market did to a position while no bot ran is booked as it happened."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from freqtrade.persistence import Trade

from enygma.sandbox import RunningSandbox, ServerOptions, running_sandbox
from enygma.sandbox.market.synthetic import SyntheticMarket

from .conftest import DAY_MS, KEYS, PAIRS, Hand, LiveBot, MakeBot

if TYPE_CHECKING:
    from enygma.sandbox.server import ApiKey

BTC, ETH = "BTC/USDT:USDT", "ETH/USDT:USDT"
MINUTE_MS = 60_000


@pytest.fixture
def venue() -> Iterator[RunningSandbox]:
    """A market of its own, as this one falls."""
    now = int(time.time() * 1000)
    market = SyntheticMarket(7, now - 3 * DAY_MS, now + 2 * DAY_MS, PAIRS)
    with running_sandbox(market, options=ServerOptions(rate_limit=False, keys=KEYS)) as running:
        yield running


def crash(venue: Any, change: float) -> None:
    """Let the price fall by a share within a minute, and the exchange act on it."""
    inner = venue.server.venue

    async def fall() -> None:
        inner.market.shock("ETHUSDTM", change, 1, inner.now_ms())
        inner.exchange.advance(inner.now_ms() + 3 * MINUTE_MS)

    venue.call(fall())


def gone(bot: LiveBot) -> None:
    """Nobody runs any more."""
    bot.bot._watch = None
    Trade.session.rollback()
    Trade.session.remove()


def test_a_stop_that_fired_is_booked_by_the_next_start(
    make_bot: MakeBot, hand: Hand, venue: Any
) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter(ETH)
    bot.turn()
    gone(bot)
    crash(venue, -0.04)
    assert hand.lots(ETH) == 0
    bot = make_bot()
    bot.turn(2)
    trade = bot.trade(ETH)
    assert not trade.is_open
    assert trade.close_profit < -0.09
    assert bot.exchange.entry_gate.reasons() == []


def test_a_stop_that_reconciliation_sees_first_brings_its_funding(
    make_bot: MakeBot, hand: Hand, venue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot()
    bot.turn()
    trade = bot.enter(ETH)
    bot.turn()
    for order in trade.orders:
        order.order_filled_date = order.order_filled_date and order.order_date - timedelta(hours=2)
    Trade.commit()
    crash(venue, -0.04)
    assert hand.lots(ETH) == 0
    monkeypatch.setattr(bot.exchange, "_funding_paid_between", lambda *_: -0.5)
    bot.look()
    trade = bot.trade(ETH)
    assert not trade.is_open
    assert sum(order.funding_fee or 0.0 for order in trade.orders) == -0.5
    assert trade.funding_fees == -0.5


def test_a_liquidation_is_booked_with_its_price(make_bot: MakeBot, hand: Hand, venue: Any) -> None:
    kinds = ("entry", "exit", "emergency_exit", "force_entry", "force_exit", "stoploss")
    by_freqtrade = {**dict.fromkeys(kinds, "market"), "stoploss_on_exchange": False}
    settings = {"order_types": by_freqtrade, "enygma": {"entry_stop": False}}
    bot = make_bot(**settings)
    bot.turn()
    bot.enter(ETH)
    gone(bot)
    assert hand.stops(ETH) == []
    crash(venue, -0.3)
    assert hand.lots(ETH) == 0
    bot = make_bot(**settings)
    bot.turn()
    trade = bot.trade(ETH)
    assert not trade.is_open
    assert trade.close_profit < -0.8
    assert sum(order.filled for order in trade.orders if order.side == "sell") > 0
    bot.look()
    assert bot.exchange.entry_gate.reasons() == []


def test_a_liquidation_under_a_running_bot_is_booked_as_one(
    make_bot: MakeBot, hand: Hand, venue: Any
) -> None:
    bot = make_bot()
    bot.turn()
    trade = bot.enter(ETH)
    for stop in hand.stops(ETH):
        hand.api.cancel_order(stop.id, ETH, {"stop": True})
    crash(venue, -0.3)
    assert hand.lots(ETH) == 0
    bot.turn(3)
    assert not trade.is_open
    assert trade.exit_reason == "liquidation"
    assert trade.close_profit < -0.8


def test_an_entry_that_filled_has_both_of_its_stops_before_the_loop_ends(
    make_bot: MakeBot, hand: Hand
) -> None:
    bot = make_bot()
    bot.turn()
    assert bot.bot.execute_entry(ETH, 100.0)
    assert [each.lots for each in hand.stops(ETH)] == [hand.lots(ETH)] * 2
    assert len(bot.trade(ETH).open_sl_orders) == 1


def test_an_entry_is_held_against_the_equity_of_its_moment(
    make_bot: MakeBot, hand: Hand, venue: Any, key: ApiKey
) -> None:
    bot = make_bot(strategy="Braked", custom_risk={"limits": {"max_daily_drawdown_pct": 1}})
    bot.turn()
    bot.enter(ETH)

    async def lose() -> None:
        venue.server.venue.exchange.withdraw(key.uid, Decimal(200))

    venue.call(lose())
    assert not bot.bot.execute_entry(BTC, 100.0)
    assert hand.lots(BTC) == 0
    assert any("MAX_DAILY_DRAWDOWN_REACHED" in each for each in bot.ear.warnings())


def test_an_entry_that_is_cancelled_unfilled_at_once_leaves_no_trade(
    make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot()
    bot.turn()
    asked = bot.exchange.fetch_order

    def unfilled(order_id: str, pair: str, *more: Any) -> dict[str, Any]:
        order = asked(order_id, pair, *more)
        return {**order, "status": "canceled", "filled": 0.0, "remaining": order["amount"]}

    monkeypatch.setattr(bot.exchange, "fetch_order", unfilled)
    bot.bot.execute_entry(ETH, 100.0)
    assert Trade.get_open_trades() == []
