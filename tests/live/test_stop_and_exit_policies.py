"""Policies for stops and exits on a running bot, live against the sandbox."""

from __future__ import annotations

from typing import Any

import pytest
from freqtrade.persistence import Trade

from enygma.sandbox import RunningSandbox

from .stepped import FULL_SIZE, MakeBot, SteppedBot
from .truth import NOTHING, Truth

BTC, ETH = "BTC/USDT:USDT", "ETH/USDT:USDT"
BY_HAND = {"entries": "manual", "proposal_valid_minutes": 1440}


@pytest.fixture
def truth(present: RunningSandbox) -> Truth:
    """What the exchange really holds."""
    return Truth(present)


def live(make_bot: MakeBot, **section: Any) -> SteppedBot:
    """A bot that enters on command, under these choices."""
    bot = make_bot(live=True, enygma=BY_HAND, custom_risk=FULL_SIZE | section)
    bot.bot.strategy.order_types["stoploss_on_exchange_interval"] = 0
    bot.turn()
    return bot


def test_the_ladder_sells_on_the_exchange_and_its_rest_trails(
    make_bot: MakeBot, truth: Truth
) -> None:
    bot = live(make_bot, stops={"policy": "ladder"}, exits={"policy": "ladder"})
    bot.enter(BTC)
    bot.turn()
    whole, first = truth.lots()["XBTUSDTM"], truth.stop_prices()[-1]
    truth.move_price("XBTUSDTM", 0.017)
    bot.turn(2)
    assert truth.lots()["XBTUSDTM"] == whole - whole * 40 // 100
    truth.move_price("XBTUSDTM", 0.02)
    bot.turn(3)
    rest = whole - whole * 70 // 100
    assert truth.lots()["XBTUSDTM"] == rest
    (trade,) = Trade.get_open_trades()
    assert trade.amount == pytest.approx(rest * 0.001)
    assert truth.stop_prices()[-1] > trade.open_rate > first
    assert all(each.request.reduce_only for each in truth.stops())
    assert max(each.lots for each in truth.stops()) >= rest
    assert truth.imbalance() == 0
    truth.move_price("XBTUSDTM", -0.015)
    bot.turn(2)
    assert truth.left() == NOTHING
    (closed,) = Trade.get_trades_proxy(is_open=False)
    sold = [each.safe_filled for each in closed.orders if each.ft_order_side != "buy"]
    assert sum(sold) == pytest.approx(whole * 0.001)


def test_a_restart_finds_the_stop_and_target_of_the_entrys_signal(
    make_bot: MakeBot, truth: Truth
) -> None:
    choice = {"stops": {"policy": "atr", "atr": {"by": "band"}}, "exits": {"policy": "target"}}
    before = live(make_bot, **choice)
    before.enter(BTC)
    before.turn(2)
    (trade,) = Trade.get_open_trades()
    stop, stops = trade.stop_loss, truth.stop_prices()
    assert trade.open_rate * 0.983 < stop < trade.open_rate
    before.end()
    after = live(make_bot, **choice)
    (trade,) = Trade.get_open_trades()
    assert (trade.stop_loss, truth.stop_prices()) == (stop, stops)
    target = 1 + 3 * (trade.open_rate - stop) / trade.open_rate
    truth.move_price("XBTUSDTM", target - 1 + 0.002)
    after.turn(2)
    (closed,) = Trade.get_trades_proxy(is_open=False)
    assert closed.exit_reason == "roi"
    assert truth.left() == NOTHING


def test_an_emergency_leaves_nothing_on_the_exchange(make_bot: MakeBot, truth: Truth) -> None:
    wide = {"initial_roi": 30, "hard_limit_roi": 60}
    bot = live(make_bot, stops=wide, emergency={"max_open_loss_pct": 0.2})
    bot.enter(BTC)
    bot.enter(ETH, "short")
    bot.turn()
    assert len(truth.lots()) == 2
    truth.move_price("XBTUSDTM", -0.02)
    truth.move_price("ETHUSDTM", 0.02)
    bot.turn(3)
    assert truth.left() == NOTHING
    reasons = {each.exit_reason for each in Trade.get_trades_proxy(is_open=False)}
    assert reasons == {"portfolio_emergency"}


def test_a_restart_in_an_emergency_closes_what_was_left(make_bot: MakeBot, truth: Truth) -> None:
    """A kill between two exits, played by the reason of the one that was made."""
    before = live(make_bot, emergency={})
    first = before.enter(BTC)
    before.enter(ETH, "short")
    before.turn()
    before.leave(str(first.id))
    before.turn(2)
    (closed,) = Trade.get_trades_proxy(is_open=False)
    closed.exit_reason = "portfolio_emergency"
    Trade.commit()
    before.end()
    after = live(make_bot, emergency={})
    after.turn(2)
    assert truth.left() == NOTHING
    assert {each.exit_reason for each in Trade.get_trades_proxy(is_open=False)} == {
        "portfolio_emergency"
    }
