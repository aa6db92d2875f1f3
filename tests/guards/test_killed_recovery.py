"""Killed at a request of its recovery, a bot ends with one trade, one position, its stop."""

from __future__ import annotations

from typing import Any

import pytest
from freqtrade.persistence import Trade

from enygma.exchange.intents import is_ours

from .conftest import LiveBot, MakeBot

ETH = "ETH/USDT:USDT"


class KilledError(BaseException):
    """What ends a process in the middle of a request."""


def deadly(bot: LiveBot, at: int, *, processed: bool) -> None:
    """Let the bot die at its n-th signed request, before or after the exchange has seen it."""
    fetch, calls = bot.exchange._api.fetch, [0]

    def counted(*arguments: Any) -> Any:
        calls[0] += 1
        if calls[0] < at:
            return fetch(*arguments)
        if calls[0] == at and processed:
            fetch(*arguments)
        raise KilledError

    bot.exchange._api.fetch = counted


def leave(bot: LiveBot) -> None:
    """The process is gone, with all that was not committed."""
    bot.bot._watch = None
    Trade.session.rollback()
    Trade.session.remove()


def lost_entry(make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch) -> LiveBot:
    """A bot that died between KuCoin's acceptance of an entry and its database."""
    bot = make_bot()
    bot.turn()

    def die(*_: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(Trade, "commit", die)
        with pytest.raises(KilledError):
            bot.bot.execute_entry(ETH, 100.0)
    leave(bot)
    return bot


def settled(make_bot: MakeBot) -> LiveBot:
    """A bot that starts after all that and is left alone."""
    bot = make_bot()
    bot.turn(2)
    bot.look()
    bot.look()
    return bot


@pytest.mark.parametrize("processed", [False, True])
@pytest.mark.parametrize("at", [6, 9, 12, 16])
def test_the_adoption_of_a_lost_entry(
    make_bot: MakeBot, hand: Any, monkeypatch: pytest.MonkeyPatch, at: int, processed: bool
) -> None:
    lost_entry(make_bot, monkeypatch)
    lots = hand.lots(ETH)
    bot = make_bot()
    deadly(bot, at, processed=processed)
    try:
        bot.turn(2)
    except KilledError:
        leave(bot)
    bot = settled(make_bot)
    (trade,) = Trade.get_trades([Trade.pair == ETH]).all()
    assert trade.is_open
    assert trade.amount == pytest.approx(lots * 0.01)
    assert hand.lots(ETH) == lots
    placed = [each for each in hand.stops(ETH) if is_ours(each.client_oid)]
    assert sum(each.lots for each in placed) == lots
    assert bot.exchange.entry_gate.reasons() == []


@pytest.mark.parametrize("processed", [False, True])
@pytest.mark.parametrize("at", [7, 10, 13])
def test_the_booking_of_a_lost_exit(make_bot: MakeBot, hand: Any, at: int, processed: bool) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter(ETH)
    bot.turn()
    leave(bot)
    hand.order(ETH, "sell", hand.lots(ETH), reduceOnly=True)
    bot = make_bot()
    deadly(bot, at, processed=processed)
    try:
        bot.turn(2)
    except KilledError:
        leave(bot)
    bot = settled(make_bot)
    (trade,) = Trade.get_trades([Trade.pair == ETH]).all()
    assert not trade.is_open
    filled = [order for order in trade.orders if order.filled and order.side == "sell"]
    assert sum(order.filled for order in filled) == pytest.approx(filled[0].filled)
    assert (hand.account().positions, hand.stops(ETH)) == ((), [])
    assert bot.exchange.entry_gate.reasons() == []
