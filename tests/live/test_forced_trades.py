"""A command that is refused says why, and two of them never open two trades."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from freqtrade.exceptions import DependencyException, TemporaryError
from freqtrade.persistence import Trade
from freqtrade.rpc import RPCException

from .stepped import MakeBot

BTC, ETH = "BTC/USDT:USDT", "ETH/USDT:USDT"


def test_the_answer_has_the_reason_of_the_risk_rules(make_bot: MakeBot) -> None:
    bot = make_bot(custom_risk={"limits": {"max_open_positions": 1}}, max_open_trades=5)
    bot.turn()
    (held,) = Trade.get_open_trades()
    other = ETH if held.pair == BTC else BTC
    bot.bot.config["max_open_trades"] = 5
    with pytest.raises(RPCException, match=r"MAX_OPEN_POSITIONS_REACHED.*open 1, max 1"):
        bot.enter(other)


@pytest.mark.parametrize(
    "error",
    [
        DependencyException("entries are paused: an unknown position"),
        TemporaryError("the exchange did not answer"),
    ],
)
def test_the_answer_has_the_reason_of_the_exchange(
    make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    bot = make_bot(enygma={"entries": "manual"})
    bot.turn()

    def refused(**_: Any) -> None:
        raise error

    monkeypatch.setattr(bot.bot.exchange, "create_order", refused)
    with pytest.raises(RPCException, match=str(error)):
        bot.enter(BTC)
    assert Trade.get_open_trades() == []


def test_no_answer_has_a_character_that_telegram_chokes_on(
    make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot()
    bot.turn()
    trade = Trade.get_open_trades()[0]

    def refused(**_: Any) -> None:
        raise DependencyException("kucoin {'code': '300_009'} [a] <b> `c` *d* & e")

    monkeypatch.setattr(bot.bot.exchange, "create_order", refused)
    with pytest.raises(RPCException) as exit_refused:
        bot.leave(str(trade.id))
    assert not set("_*`[") & set(str(exit_refused.value))
    pair, side = trade.pair, trade.trade_direction
    trade.delete()
    with pytest.raises(RPCException) as entry_refused:
        bot.enter(pair, side)
    assert "300_009" in str(entry_refused.value)
    assert not set("<>&") & set(str(entry_refused.value))


def test_leverage_above_the_rules_is_refused_with_the_limit(make_bot: MakeBot) -> None:
    bot = make_bot(enygma={"entries": "manual"})
    bot.turn()
    with pytest.raises(RPCException, match=r"LEVERAGE_LIMIT.*leverage 50"):
        bot.enter(BTC, leverage=50.0)


def test_a_stake_that_the_rules_would_replace_is_refused(make_bot: MakeBot) -> None:
    bot = make_bot(enygma={"entries": "manual"})
    bot.turn()
    with pytest.raises(RPCException, match=r"stake of 0\.1 was asked for.*Nothing was traded"):
        bot.enter(BTC, stake_amount=0.1)
    assert Trade.get_open_trades() == []


def test_an_entry_that_the_strategy_denies_is_said_to_be_denied(
    make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot(enygma={"entries": "manual"})
    bot.turn()
    monkeypatch.setattr(bot.bot.strategy, "confirm_trade_entry", lambda **_: False)
    with pytest.raises(RPCException, match="The strategy denied the entry or gave it no stake"):
        bot.enter(BTC)
    assert Trade.get_open_trades() == []


def test_two_commands_at_once_open_one_trade(make_bot: MakeBot) -> None:
    bot = make_bot(enygma={"entries": "manual"})
    bot.turn()
    with ThreadPoolExecutor(4) as threads:
        tried = [threads.submit(bot.enter, BTC) for _ in range(4)]
    errors = [each.exception() for each in tried]
    assert errors.count(None) == 1
    assert all("is open already" in str(each) for each in errors if each)
    assert len(Trade.get_open_trades()) == 1


def test_to_exit_all_goes_on_after_one_that_fails(
    make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot()
    bot.turn()
    assert len(Trade.get_open_trades()) == 2
    create = bot.bot.exchange.create_order

    def sometimes(**order: Any) -> Any:
        if order["pair"] == BTC:
            raise TemporaryError("the exchange did not answer")
        return create(**order)

    monkeypatch.setattr(bot.bot.exchange, "create_order", sometimes)
    with pytest.raises(RPCException, match=r"Not every trade.*trade \d: the exchange did not"):
        bot.leave("all")
    bot.turn()
    assert [trade.pair for trade in Trade.get_open_trades()] == [BTC]


def test_every_trade_is_exited(make_bot: MakeBot) -> None:
    bot = make_bot()
    bot.turn()
    assert "all open trades" in bot.leave("all")["result"]
