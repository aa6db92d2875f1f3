"""Positions that several orders made, or parts of orders: all is booked, and all is covered."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from freqtrade.enums import ExitCheckTuple, ExitType, State
from freqtrade.persistence import Trade

from enygma.exchange.account_state import OpenPosition
from enygma.sandbox import RunningSandbox
from enygma.sandbox.faults import Match, PartialFill

from .conftest import Hand, LiveBot, MakeBot
from .test_crashing_market import crash
from .test_crashing_market import venue as venue_of_its_own

ETH = "ETH/USDT:USDT"
KINDS = ("exit", "emergency_exit", "force_entry", "force_exit", "stoploss")
LIMIT_ENTRIES = {**dict.fromkeys(KINDS, "market"), "entry": "limit", "stoploss_on_exchange": True}
MARKET = {**dict.fromkeys((*KINDS, "entry"), "market")}

venue = venue_of_its_own


@pytest.fixture
def half_filled(venue: RunningSandbox) -> Iterator[None]:
    """The next entry trades half of its lots."""
    plan = venue.server.venue.faults
    plan.add(PartialFill(share="0.5"), Match(method="POST", path="/api/v1/st-orders"), count=1)
    yield
    plan.clear()


def position(hand: Hand) -> OpenPosition:
    """The one position."""
    (found,) = hand.account().positions
    return found


def assert_agreed(bot: LiveBot, hand: Hand) -> None:
    """Database and exchange say the same, no lot is bare, and nobody was warned."""
    bot.look()
    bot.look()
    held = position(hand)
    assert bot.exchange.lots_of(ETH, bot.trade().amount) == held.lots
    assert hand.account().unprotected_lots(held) == 0
    assert bot.ear.warnings() == []
    assert bot.exchange.entry_gate.reasons() == []


def assert_over(bot: LiveBot, hand: Hand) -> None:
    """The trade is closed, at what was really traded, and nothing is left on the exchange."""
    bot.turn(2)
    bot.look()
    bot.exchange._orphans_since_ms.update(dict.fromkeys((s.id for s in hand.stops(ETH)), 0))
    bot.exchange.sweep_stops()
    trade = bot.trade()
    bought = sum(each.safe_filled for each in trade.orders if each.side == "buy")
    sold = sum(each.safe_filled for each in trade.orders if each.side == "sell")
    assert not trade.is_open
    assert bought == pytest.approx(sold)
    assert hand.account().positions == ()
    assert hand.account().orders == ()
    assert bot.exchange.entry_gate.reasons() == []


def test_an_entry_that_was_filled_in_part_and_then_cancelled_is_covered_and_booked(
    make_bot: MakeBot, hand: Hand, half_filled: None, venue: Any
) -> None:
    bot = make_bot(order_types=LIMIT_ENTRIES)
    bot.turn()
    price = hand.api.fetch_ticker(ETH)["last"] * 1.001
    assert bot.bot.execute_entry(ETH, 100.0, price=price)
    bot.turn()
    trade = bot.trade()
    if trade.open_orders:
        bot.bot.cancel_open_orders_of_trade(trade, [trade.entry_side], "timeout")
    assert_agreed(bot, hand)
    assert position(hand).lots < bot.exchange.lots_of(ETH, trade.orders[0].amount)
    crash(venue, -0.04)
    assert_over(bot, hand)


def test_a_market_entry_that_the_book_fills_in_part_is_covered_and_booked(
    make_bot: MakeBot, hand: Hand, half_filled: None, venue: Any
) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter(ETH)
    assert_agreed(bot, hand)
    crash(venue, -0.04)
    assert_over(bot, hand)


@pytest.mark.parametrize("margin_mode", ["isolated", "cross"])
def test_a_further_entry_is_covered_and_closed_with_the_first(
    make_bot: MakeBot, hand: Hand, venue: Any, margin_mode: str
) -> None:
    bot = make_bot(margin_mode=margin_mode)
    bot.turn()
    trade = bot.enter(ETH)
    first = position(hand).lots
    assert bot.bot.execute_entry(ETH, 150.0, trade=trade, mode="pos_adjust")
    bot.turn(2)
    assert position(hand).lots > 2 * first
    assert_agreed(bot, hand)
    crash(venue, -0.05)
    assert_over(bot, hand)


def test_freqtrade_itself_finds_the_exit_of_a_position_whose_stops_ended_with_it(
    make_bot: MakeBot, hand: Hand, caplog: pytest.LogCaptureFixture
) -> None:
    bot = make_bot()
    bot.turn()
    trade = bot.enter(ETH)
    sold = hand.order(ETH, "sell", position(hand).lots, reduceOnly=True)
    for stop in hand.stops(ETH):
        hand.api.cancel_order(stop.id, ETH)
    bot.turn()
    bot.bot.wallets.update()
    bot.turn()
    assert "Error finding onexchange order" not in caplog.text
    assert not trade.is_open
    assert sold in {each.order_id for each in trade.orders if each.safe_filled}
    assert_over(bot, hand)


def equity(hand: Hand) -> Decimal:
    """What the account is worth, in USDT."""
    return Decimal(hand.api.fetch_balance()["info"]["data"]["accountEquity"])


def test_a_stop_that_sold_a_part_and_another_that_sold_the_rest_both_count(
    make_bot: MakeBot, hand: Hand, venue: Any
) -> None:
    bot = make_bot()
    bot.turn()
    before = equity(hand)
    trade = bot.enter(ETH)
    bot.turn()
    (stop,) = trade.open_sl_orders
    exchange, fired = venue.server.venue.exchange, set[str]()

    def half_of_the_first(order: Any) -> Decimal:
        is_first = fired <= {order.id}
        fired.add(order.id)
        return Decimal("0.5" if is_first else 1)

    async def thin_book() -> None:
        exchange.fill_share = half_of_the_first

    venue.call(thin_book())
    crash(venue, -0.05)
    assert len(fired) == 2
    assert hand.lots(ETH) == 0
    bot.bot.startup_update_open_orders()
    bot.bot.wallets.update()
    assert stop.safe_filled > 0
    assert bot.bot.handle_onexchange_order(trade) is False
    assert not trade.is_open
    assert trade.close_profit_abs == pytest.approx(trade.realized_profit)
    assert trade.close_profit_abs == pytest.approx(float(equity(hand) - before), abs=0.01)


def test_fees_that_are_told_after_a_trade_was_closed_leave_its_result_whole(
    make_bot: MakeBot, hand: Hand, venue: Any
) -> None:
    bot = make_bot()
    bot.turn()
    before = equity(hand)
    trade = bot.enter(ETH)
    price = bot.exchange.get_rate(ETH, side="exit", is_short=False, refresh=True)
    reason = ExitCheckTuple(exit_type=ExitType.PARTIAL_EXIT)
    assert bot.bot.execute_trade_exit(trade, price, reason, sub_trade_amt=trade.amount / 2)
    bot.turn(2)
    assert len(trade.select_filled_orders(trade.exit_side)) == 1
    crash(venue, -0.05)
    bot.turn(2)
    assert not trade.is_open
    change = float(equity(hand) - before)
    trade.fee_close_currency = None
    Trade.commit()
    bot.bot.update_trades_without_assigned_fees()
    assert trade.fee_close_currency == "USDT"
    assert trade.close_profit_abs == pytest.approx(trade.realized_profit)
    assert trade.close_profit_abs == pytest.approx(change, abs=0.01)


@pytest.mark.parametrize("entry_stop", [True, False])
def test_a_strategy_that_keeps_its_stop_to_itself_hears_of_the_one_that_fired(
    make_bot: MakeBot, hand: Hand, venue: Any, entry_stop: bool
) -> None:
    settings = {**MARKET, "stoploss_on_exchange": False}
    bot = make_bot(order_types=settings, enygma={"entry_stop": entry_stop})
    bot.turn()
    bot.enter(ETH)
    bot.look()
    assert hand.account().unprotected_lots(position(hand)) == 0
    crash(venue, -0.04)
    assert_over(bot, hand)


def test_a_stop_that_fires_while_the_bot_is_stopped_is_booked_by_it(
    make_bot: MakeBot, hand: Hand, venue: Any
) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter(ETH)
    bot.turn()
    bot.bot.state = State.STOPPED
    crash(venue, -0.04)
    bot.watch.reconciliation._due_ms = 0  # type: ignore[union-attr]
    bot.bot.process_stopped()
    assert not bot.trade().is_open
    bot.bot.state = State.RUNNING
    assert_over(bot, hand)


def test_a_contract_that_is_listed_no_more_keeps_no_other_trade_from_its_guards(
    make_bot: MakeBot, hand: Hand, venue: Any
) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter(ETH)
    bot.turn()
    hand.order("XRP/USDT:USDT", "buy", 3)
    markets = {pair: each for pair, each in bot.exchange.markets.items() if pair != ETH}
    bot.exchange._markets = markets
    bot.exchange._api.set_markets(list(markets.values()))
    bot.watch.reconciliation._due_ms = 0  # type: ignore[union-attr]
    bot.watch.before_loop()
    bot.watch.after_loop()
    assert any("XRP" in each for each in bot.ear.warnings())
    assert bot.trade().is_open
    assert hand.lots(ETH) > 0
