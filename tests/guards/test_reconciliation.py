"""The exchange against freqtrade's database, with a real bot and a real account."""

from decimal import Decimal
from typing import Any

import ccxt
import pytest
from freqtrade.enums import ExitCheckTuple, ExitType
from freqtrade.exceptions import DependencyException, TemporaryError
from freqtrade.util import dt_ts

from enygma.exchange.account_state import read_account

ETH, XRP = "ETH/USDT:USDT", "XRP/USDT:USDT"


def test_a_bot_that_agrees_with_the_exchange_enters_and_says_nothing(
    make_bot: Any, hand: Any
) -> None:
    bot = make_bot()
    with pytest.raises(DependencyException, match="not compared with the database yet"):
        bot.bot.execute_entry(ETH, 100.0)
    bot.turn()
    trade = bot.enter()
    bot.look()
    bot.look()
    assert trade.is_open
    assert hand.lots(ETH) > 0
    assert bot.ear.warnings() == []
    assert bot.exchange.entry_gate.reasons() == []


def test_a_position_that_no_trade_explains_blocks_entries_until_it_is_gone(
    make_bot: Any, hand: Any
) -> None:
    bot = make_bot()
    hand.order(XRP, "buy", 3)
    bot.look()
    (told,) = bot.ear.warnings()
    assert "unknown position long XRP/USDT:USDT: 3 lots" in told
    assert "enygma.unknown_positions" in told
    with pytest.raises(DependencyException, match="unknown position long XRP"):
        bot.bot.execute_entry(ETH, 100.0)
    bot.look()
    assert len(bot.ear.warnings()) == 1
    hand.order(XRP, "sell", 3, reduceOnly=True)
    bot.look()
    assert bot.ear.heard[-1][1].startswith("Gone: unknown position long XRP")
    assert bot.bot.execute_entry(ETH, 100.0)


def test_a_position_that_somebody_closed_is_booked_without_waiting_for_the_next_comparison(
    make_bot: Any, hand: Any, caplog: pytest.LogCaptureFixture
) -> None:
    bot = make_bot()
    bot.turn()
    trade = bot.enter()
    hand.order(ETH, "sell", hand.lots(ETH), reduceOnly=True)
    for stop in hand.stops(ETH):
        hand.api.cancel_order(stop.id, ETH, {"stop": True})
    bot.turn(3)
    assert not trade.is_open
    assert trade.exit_reason == "closed_on_exchange"
    assert not [each for each in caplog.records if each.exc_info]
    (told,) = bot.ear.warnings()
    assert "Booked what was missing" in told


def test_a_position_that_stays_unexplained_does_not_hurry_every_loop(
    make_bot: Any, hand: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter()
    hand.order(ETH, "sell", hand.lots(ETH), reduceOnly=True)
    for stop in hand.stops(ETH):
        hand.api.cancel_order(stop.id, ETH, {"stop": True})
    monkeypatch.setattr(bot.exchange, "fill_rows", lambda *_: [])
    bot.turn(3)
    (told,) = bot.ear.warnings()
    assert "No fill was found that explains it" in told
    reads: list[None] = []
    read = bot.exchange.read_account
    monkeypatch.setattr(bot.exchange, "read_account", lambda: reads.append(None) or read())
    bot.turn(2)
    assert reads == []
    monkeypatch.undo()
    bot.look()
    assert not bot.trade(ETH).is_open


def test_exits_pass_while_entries_are_blocked(make_bot: Any, hand: Any) -> None:
    bot = make_bot()
    bot.turn()
    trade = bot.enter()
    hand.order(XRP, "sell", 3)
    bot.look()
    assert bot.exchange.entry_gate.reasons()
    amount, rate = trade.amount, trade.open_rate
    bot.exchange.create_order(
        pair=ETH,
        ordertype="market",
        side="sell",
        amount=amount,
        rate=rate,
        leverage=5.0,
        reduceOnly=True,
    )
    assert hand.lots(ETH) == 0


def test_an_ignored_pair_is_somebody_elses_business(make_bot: Any, hand: Any) -> None:
    bot = make_bot(enygma={"unknown_positions": [XRP]})
    hand.order(XRP, "buy", 3)
    bot.look()
    assert bot.ear.warnings() == []
    with pytest.raises(DependencyException, match=r"unknown_positions leaves this pair to you"):
        bot.bot.execute_entry(XRP, 100.0)
    assert hand.lots(XRP) == 3
    assert bot.bot.execute_entry(ETH, 100.0)


def test_an_unknown_position_is_closed_where_the_user_wants_it(make_bot: Any, hand: Any) -> None:
    bot = make_bot(enygma={"unknown_positions": "close"})
    hand.order(XRP, "sell", 3)
    bot.look()
    assert hand.lots(XRP) == 0
    (told,) = bot.ear.warnings()
    assert "closed by order" in told
    bot.look()
    assert bot.exchange.entry_gate.reasons() == []


def test_an_unknown_position_is_adopted_with_its_price_size_leverage_and_a_stop(
    make_bot: Any, hand: Any
) -> None:
    bot = make_bot(enygma={"unknown_positions": "adopt"})
    hand.order(XRP, "sell", 3)
    bot.look()
    trade = bot.trade(XRP)
    (position,) = hand.account().positions
    assert (trade.is_open, trade.is_short) == (True, True)
    # the exchange tells the leverage that follows from the price of the moment
    assert trade.leverage == pytest.approx(5, rel=0.01)
    assert trade.open_rate == pytest.approx(float(position.entry_price), rel=1e-4)  # to a tick
    assert trade.amount == pytest.approx(position.lots * 10)
    (stop,) = hand.stops(XRP)
    assert float(stop.trigger) == pytest.approx(trade.stop_loss)
    bot.look()
    assert len(bot.ear.warnings()) == 1
    assert bot.exchange.entry_gate.reasons() == []
    bot.bot.execute_trade_exit(trade, trade.open_rate, _forced(), sub_trade_amt=trade.amount)
    bot.turn(2)
    assert not bot.trade(XRP).is_open
    assert hand.lots(XRP) == 0


def test_a_position_of_the_other_margin_mode_is_not_adopted(make_bot: Any, hand: Any) -> None:
    bot = make_bot(enygma={"unknown_positions": "adopt"})
    hand.api.set_margin_mode("cross", XRP)
    hand.order(XRP, "buy", 3, marginMode="cross")
    bot.look()
    assert "its margin mode is CROSS" in bot.ear.warnings()[0]
    assert bot.exchange.entry_gate.reasons()


def test_a_position_that_the_user_closed_is_booked_with_its_real_price(
    make_bot: Any, hand: Any
) -> None:
    bot = make_bot()
    bot.turn()
    trade = bot.enter()
    hand.order(ETH, "sell", 1, closeOrder=True)
    bot.look()
    bot.turn()
    closed = bot.trade(ETH)
    assert not closed.is_open
    assert closed.close_rate == pytest.approx(trade.open_rate, rel=0.02)
    assert bot.exchange.entry_gate.reasons() == []
    assert hand.stops(ETH) == []


def test_a_part_that_the_user_closed_is_booked_and_the_stop_follows(
    make_bot: Any, hand: Any
) -> None:
    bot = make_bot()
    bot.turn()
    trade = bot.enter()
    before = hand.lots(ETH)
    hand.order(ETH, "sell", 5, reduceOnly=True)
    bot.look()
    bot.look()
    trade = bot.trade(ETH)
    assert trade.is_open
    assert trade.amount == pytest.approx((before - 5) * 0.01)
    assert any("Booked what was missing: sell 5 lots" in each for each in bot.ear.warnings())
    assert bot.exchange.entry_gate.reasons() == []


def test_a_part_that_the_user_added_is_told_and_blocks(make_bot: Any, hand: Any) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter()
    lots = hand.lots(ETH)
    hand.order(ETH, "buy", 5)
    bot.look()
    told = " ".join(bot.ear.warnings())
    assert f"size differs long ETH/USDT:USDT: {lots + 5} lots on the exchange, {lots}" in told
    assert bot.exchange.entry_gate.reasons()


def test_a_stop_that_vanished_is_placed_again_at_once(make_bot: Any, hand: Any) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter()
    bot.turn()
    for stop in hand.stops(ETH):
        hand.api.cancel_order(stop.id, ETH)
    assert hand.stops(ETH) == []
    bot.look()
    assert sum(each.lots for each in hand.stops(ETH)) >= hand.lots(ETH)


def test_a_strategy_without_stops_on_the_exchange_gets_one_all_the_same(
    make_bot: Any, hand: Any
) -> None:
    types = {**_order_types(), "stoploss_on_exchange": False}
    bot = make_bot(order_types=types, enygma={"entry_stop": False})
    bot.turn()
    bot.enter()
    bot.look()
    bot.look()
    assert any("A stop at" in each for each in bot.ear.warnings())
    assert sum(each.lots for each in hand.stops(ETH)) == hand.lots(ETH)


def test_an_order_of_somebody_else_is_told_by_its_id(make_bot: Any, hand: Any) -> None:
    bot = make_bot()
    price = hand.api.fetch_ticker(XRP)["last"] * 0.9
    order_id = hand.order(XRP, "buy", 3, price=price)
    bot.look()
    (told,) = bot.ear.warnings()
    assert f"unknown order XRP/USDT:USDT: buy 3 lots, order {order_id}" in told
    assert bot.exchange.entry_gate.reasons()
    hand.api.cancel_order(order_id, XRP)
    bot.look()
    assert bot.exchange.entry_gate.reasons() == []


def test_a_failed_query_never_means_flat(make_bot: Any, hand: Any, monkeypatch: Any) -> None:
    bot = make_bot()
    bot.turn()
    trade = bot.enter()
    hand.order(XRP, "buy", 3)
    bot.look()
    before = bot.watch.reconciliation.standing

    def down(*_: Any, **__: Any) -> Any:
        raise ccxt.ExchangeNotAvailable("maintenance")

    monkeypatch.setattr(bot.exchange._api, "futuresPrivateGetPositions", down)
    bot.look()
    assert bot.watch.reconciliation.standing == before
    assert trade.is_open
    now = dt_ts()
    monkeypatch.setattr("enygma.guards.reconciliation.dt_ts", lambda: now + 200_000)
    bot.look()
    assert any("did not tell the account's state" in each for each in _reasons(bot))


def test_an_answer_with_holes_counts_as_no_answer(make_bot: Any, monkeypatch: Any) -> None:
    bot = make_bot()
    bot.turn()
    holes = {"code": "200000", "data": [{"symbol": "ETHUSDTM"}]}
    with monkeypatch.context() as patch:
        patch.setattr(bot.exchange._api, "futuresPrivateGetPositions", lambda *_: holes)
        with pytest.raises(TemporaryError, match="incomplete"):
            read_account(bot.exchange._api, "USDT")


def test_money_that_comes_or_goes_by_another_way_is_told_once(
    make_bot: Any, venue: Any, key: Any
) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter()
    bot.look()
    venue.server.venue.exchange.deposit(key.uid, Decimal(500))
    bot.look()
    (told,) = bot.ear.warnings()
    assert "the wallet moved by +500.00 USDT" in told
    assert bot.exchange.entry_gate.reasons()
    bot.look()
    assert bot.exchange.entry_gate.reasons() == []


def _reasons(bot: Any) -> list[str]:
    reasons: list[str] = bot.exchange.entry_gate.reasons()
    return reasons


def _forced() -> ExitCheckTuple:
    return ExitCheckTuple(exit_type=ExitType.FORCE_EXIT)


def _order_types() -> dict[str, Any]:
    kinds = ("entry", "exit", "emergency_exit", "force_entry", "force_exit", "stoploss")
    return dict.fromkeys(kinds, "market")
