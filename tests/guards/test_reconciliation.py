"""The exchange against freqtrade's database, with a real bot and a real account."""

from typing import Any

import pytest
from freqtrade.exceptions import DependencyException

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
