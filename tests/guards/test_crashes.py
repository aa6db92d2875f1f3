"""A bot that dies between an order and its database finds everything again at its next start."""

from typing import Any

import ccxt
import pytest
from freqtrade.exceptions import TemporaryError
from freqtrade.persistence import Trade

ETH = "ETH/USDT:USDT"


class KilledError(BaseException):
    """What ends a process in the middle of a line."""


def killed_at(monkeypatch: Any, owner: Any, name: str) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise KilledError

    monkeypatch.setattr(owner, name, die)


def restart(bot: Any, make_bot: Any, monkeypatch: Any, **settings: Any) -> Any:
    """The process is gone with whatever was not committed; a new one begins."""
    monkeypatch.undo()
    monkeypatch.setenv("BOT_MODE", "live")
    monkeypatch.setenv("LIVE_TRADING_ARMED", "true")
    Trade.session.rollback()
    Trade.session.remove()
    bot.bot._watch = None
    return make_bot(**settings)


def test_an_entry_that_was_accepted_but_never_booked_becomes_its_trade(
    make_bot: Any, hand: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot()
    bot.turn()
    with monkeypatch.context() as patch:
        killed_at(patch, Trade, "commit")
        with pytest.raises(KilledError):
            bot.bot.execute_entry(ETH, 100.0)
    lots = hand.lots(ETH)
    assert lots > 0
    bot = restart(bot, make_bot, monkeypatch)
    bot.turn()
    trade = bot.trade(ETH)
    assert (trade.is_open, trade.leverage, trade.is_short) == (True, 5.0, False)
    assert trade.amount == pytest.approx(lots * 0.01)
    assert trade.fee_open_currency == "USDT"
    assert any("was placed but never booked" in each for each in bot.ear.warnings())
    bot.look()
    assert sum(each.lots for each in hand.stops(ETH)) >= lots
    assert bot.exchange.entry_gate.reasons() == []


def test_an_exit_that_was_accepted_but_never_booked_ends_its_trade(
    make_bot: Any, hand: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot()
    bot.turn()
    trade = bot.enter()
    bot.turn()
    bot.exchange.create_order(
        pair=ETH,
        ordertype="market",
        side="sell",
        amount=trade.amount,
        rate=trade.open_rate,
        leverage=5.0,
        reduceOnly=True,
    )
    assert hand.lots(ETH) == 0
    bot = restart(bot, make_bot, monkeypatch)
    bot.turn(2)
    trade = bot.trade(ETH)
    assert not trade.is_open
    assert trade.close_rate == pytest.approx(trade.open_rate, rel=0.02)
    bot.look()
    assert hand.stops(ETH) == []
    assert bot.exchange.entry_gate.reasons() == []


def test_an_entry_that_was_stopped_out_while_nobody_ran_is_booked_as_a_trade(
    make_bot: Any, hand: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot()
    bot.turn()
    with monkeypatch.context() as patch:
        killed_at(patch, Trade, "commit")
        with pytest.raises(KilledError):
            bot.bot.execute_entry(ETH, 100.0)
    hand.order(ETH, "sell", hand.lots(ETH), reduceOnly=True)
    assert hand.lots(ETH) == 0
    bot = restart(bot, make_bot, monkeypatch)
    bot.turn()
    bot.look()
    trade = bot.trade(ETH)
    assert not trade.is_open
    assert trade.close_rate == pytest.approx(trade.open_rate, rel=0.02)
    assert trade.realized_profit < 0
    bot.look()
    assert bot.exchange.entry_gate.reasons() == []


def test_a_waiting_entry_that_was_never_booked_is_taken_up(
    make_bot: Any, hand: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = ("exit", "emergency_exit", "force_entry", "force_exit", "stoploss")
    types = {**dict.fromkeys(kinds, "market"), "entry": "limit", "stoploss_on_exchange": True}
    bot = make_bot(order_types=types)
    bot.turn()
    price = hand.api.fetch_ticker(ETH)["last"] * 0.95
    with monkeypatch.context() as patch:
        killed_at(patch, Trade, "commit")
        with pytest.raises(KilledError):
            bot.bot.execute_entry(ETH, 100.0, price=price)
    (waiting,) = [each for each in hand.account().orders if not each.stop]
    bot = restart(bot, make_bot, monkeypatch, order_types=types)
    bot.turn()
    trade = bot.trade(ETH)
    assert trade.open_orders_ids == [waiting.id]
    bot.look()
    assert bot.exchange.entry_gate.reasons() == []


def test_an_order_that_the_exchange_forgot_counts_as_cancelled(
    make_bot: Any, hand: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("freqtrade.exchange.common.time.sleep", lambda _: None)
    bot = make_bot()
    bot.turn()
    trade = bot.enter()
    bot.turn()
    booked = trade.open_sl_orders[0]
    booked.order_id = "000000000000000000000000"
    Trade.commit()
    bot.look()
    bot.look()
    assert "000000000000000000000000" not in [
        each.order_id for each in bot.trade(ETH).open_sl_orders
    ]
    assert sum(each.lots for each in hand.stops(ETH)) >= hand.lots(ETH)
    bot.look()
    assert bot.exchange.entry_gate.reasons() == []


def test_a_position_that_an_unresolved_entry_may_explain_is_not_closed(
    make_bot: Any, hand: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot(enygma={"unknown_positions": "close"})
    bot.turn()

    def unanswered(*_: Any, **__: Any) -> Any:
        raise ccxt.RequestTimeout("lost")

    with monkeypatch.context() as patch:
        place = bot.exchange._api.futuresPrivatePostStOrders
        patch.setattr(
            bot.exchange._api,
            "futuresPrivatePostStOrders",
            lambda *given: (place(*given), unanswered()),
        )
        patch.setattr(bot.exchange._api, "futuresPrivateGetOrdersByClientOid", unanswered)
        patch.setattr("enygma.exchange.submission.time.sleep", lambda _: None)
        with pytest.raises(TemporaryError, match="is not known"):
            bot.bot.execute_entry(ETH, 100.0)
        lots = hand.lots(ETH)
        bot.look()
        assert hand.lots(ETH) == lots > 0
        assert any("may explain it" in each for each in bot.ear.warnings())
    bot.look()
    assert bot.trade(ETH).is_open
    assert hand.lots(ETH) == lots
