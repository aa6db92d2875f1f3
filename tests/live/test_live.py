"""The bot trades live against the sandbox: entries, stops, exits and restarts."""

from __future__ import annotations

import pytest
from freqtrade.persistence import Trade

from enygma.sandbox import RunningSandbox

from .stepped import FULL_SIZE, MakeBot
from .truth import NOTHING, Truth

BTC, ETH = "BTC/USDT:USDT", "ETH/USDT:USDT"
BY_HAND = {"entries": "manual", "proposal_valid_minutes": 1440}


@pytest.fixture
def truth(present: RunningSandbox) -> Truth:
    """What the exchange really holds."""
    return Truth(present)


def test_an_entry_is_filled_with_its_stop_on_the_exchange(make_bot: MakeBot, truth: Truth) -> None:
    bot = make_bot(live=True, enygma=BY_HAND)
    bot.turn()
    bot.enter(BTC)
    # the entry brought one, and freqtrade's own is not left for the next loop
    assert len(truth.stops()) == 2
    bot.turn()
    (trade,) = Trade.get_open_trades()
    lots = truth.lots()["XBTUSDTM"]
    assert trade.amount == pytest.approx(lots * 0.001)
    assert all(each.request.reduce_only for each in truth.stops())
    assert max(each.lots for each in truth.stops()) == lots
    assert trade.stop_loss == pytest.approx(trade.open_rate * 0.9902, rel=1e-4)
    assert float(truth.stop_prices()[-1]) == pytest.approx(trade.stop_loss)
    assert truth.imbalance() == 0


def test_the_strategy_sees_the_equity_of_the_exchange_open_losses_included(
    make_bot: MakeBot, truth: Truth
) -> None:
    bot = make_bot(live=True, enygma=BY_HAND, custom_risk=FULL_SIZE)
    bot.turn()
    bot.enter(BTC)
    bot.turn()
    truth.move_price("XBTUSDTM", -0.005)
    bot.turn()
    seen = float(bot.bot.strategy.risk_account.equity())
    real = truth.ask(lambda exchange: exchange.overview(truth.uid, "USDT"))
    assert float(real.unrealised) < -3
    assert seen == pytest.approx(float(real.equity), abs=0.05)


def test_a_short_is_closed_by_command_and_its_stop_goes_with_it(
    make_bot: MakeBot, truth: Truth
) -> None:
    bot = make_bot(live=True, enygma=BY_HAND)
    bot.turn()
    trade = bot.enter(ETH, "short")
    bot.turn()
    assert truth.lots()["ETHUSDTM"] < 0
    bot.leave(str(trade.id))
    bot.turn(2)
    assert Trade.get_open_trades() == []
    assert truth.left() == NOTHING
    closed = Trade.get_trades_proxy(is_open=False)[0]
    # both sides paid KuCoin's taker fee, as the fills say
    assert (closed.fee_open, closed.fee_close) == pytest.approx((0.0006, 0.0006))


def test_a_part_of_a_position_is_sold_and_the_stop_covers_the_rest(
    make_bot: MakeBot, truth: Truth
) -> None:
    bot = make_bot(live=True, enygma=BY_HAND)
    bot.turn()
    bot.enter(BTC)
    bot.turn()
    (trade,) = Trade.get_open_trades()
    bot.bot.rpc._rpc._rpc_force_exit(str(trade.id), amount=trade.amount / 2)
    bot.turn(3)
    (trade,) = Trade.get_open_trades()
    lots = truth.lots()["XBTUSDTM"]
    assert 0 < lots < 18
    assert trade.amount == pytest.approx(lots * 0.001)
    assert min(each.lots for each in truth.stops()) >= lots
    assert truth.imbalance() == 0


def test_the_stop_follows_the_price_and_fires_on_the_exchange(
    make_bot: MakeBot, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot(live=True, enygma=BY_HAND)
    # freqtrade moves a stop once in so many seconds at the most
    monkeypatch.setitem(bot.bot.strategy.order_types, "stoploss_on_exchange_interval", 0)
    bot.turn()
    bot.enter(BTC)
    bot.turn()
    first = truth.stop_prices()[-1]
    truth.move_price("XBTUSDTM", 0.006)
    bot.turn(2)
    behind, stop = truth.stop_prices()
    assert behind < first, "the stop that came with the entry stays behind"
    (trade,) = Trade.get_open_trades()
    assert stop > trade.open_rate > first
    # a loop looks at the order before it moves the trail
    assert float(stop) == pytest.approx(trade.stop_loss, rel=1e-3)

    truth.move_price("XBTUSDTM", -0.01)
    assert truth.lots() == {}
    bot.turn(2)
    (closed,) = Trade.get_trades_proxy(is_open=False)
    assert closed.exit_reason == "stoploss_on_exchange"
    assert truth.stops() == []
    assert truth.imbalance() == 0


def test_a_crash_through_every_stop_ends_in_a_closed_trade(make_bot: MakeBot, truth: Truth) -> None:
    bot = make_bot(live=True, enygma=BY_HAND)
    bot.turn()
    bot.enter(BTC)
    bot.turn()
    truth.move_price("XBTUSDTM", -0.3)
    assert truth.lots() == {}
    bot.turn(3)
    assert Trade.get_open_trades() == []
    (closed,) = Trade.get_trades_proxy(is_open=False)
    # liquidated: the margin is lost, whatever the market's price was
    assert closed.close_profit_abs == pytest.approx(-closed.stake_amount, rel=0.02)
    assert truth.left() == NOTHING


def test_a_restart_finds_its_position_with_the_same_stop(make_bot: MakeBot, truth: Truth) -> None:
    before = make_bot(live=True, enygma=BY_HAND)
    before.turn()
    before.enter(BTC)
    before.turn(2)
    lots, stops = truth.lots(), [each.id for each in truth.stops()]
    before.end()

    after = make_bot(live=True, enygma=BY_HAND)
    after.turn(2)
    (trade,) = Trade.get_open_trades()
    assert (truth.lots(), [each.id for each in truth.stops()]) == (lots, stops)
    after.leave(str(trade.id))
    after.turn(2)
    assert truth.left() == NOTHING
