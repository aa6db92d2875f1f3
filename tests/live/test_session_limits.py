"""A running bot's limits: the lock that commands show, a restart, and its end."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from freqtrade.exceptions import FreqtradeException
from freqtrade.persistence import Trade

from custom_risk.events import Reason, RiskEvent

from .stepped import Channel, MakeBot, SteppedBot

LOSSES = "MAX_CONSECUTIVE_LOSSES_REACHED: 1 lost in a row, the last at "
TWO_HOURS: dict[str, Any] = {
    "method": "SessionLimit",
    "max_consecutive_losses": 1,
    "symbol_cooldown_minutes": 120,
    "on_violation": "cooldown",
    "cooldown_minutes": 120,
}


class Messages(Channel):
    """A channel that keeps what freqtrade says about its protections."""

    def __init__(self) -> None:
        super().__init__()
        self.locks: list[dict[str, Any]] = []

    def send_msg(self, msg: dict[str, Any]) -> None:
        """Take a message of freqtrade's."""
        if msg["type"].startswith("protection_trigger"):
            self.locks.append(msg)


def locks(bot: SteppedBot) -> list[dict[str, Any]]:
    """What `/locks` of Telegram and FreqUI is answered, without freqtrade's lock of one candle."""
    told: list[dict[str, Any]] = bot.bot.rpc._rpc._rpc_locks()["locks"]
    return [each for each in told if each["reason"] != "Auto lock"]


@pytest.mark.slow
@pytest.mark.parametrize("live", [False, True])
def test_a_lock_is_shown_outlives_the_bot_and_ends_by_itself(make_bot: MakeBot, live: bool) -> None:
    settings: dict[str, Any] = {"listed_protections": [TWO_HOURS], "max_open_trades": 1}
    bot = make_bot(live=live, **settings)
    bot.turn(2)
    (trade,) = Trade.get_open_trades()
    pair, messages = trade.pair, Messages()
    bot.bot.rpc.registered_modules.append(messages)
    bot.leave(str(trade.id))
    bot.turn(3)
    shown = {each["pair"]: each for each in locks(bot)}
    assert set(shown) == {"*", pair}
    assert re.match(LOSSES + r"20\d\d-\d\d-\d\d \d\d:\d\d UTC$", shown["*"]["reason"])
    assert shown[pair]["reason"].startswith("SYMBOL_COOLDOWN: the pair rests 120 minutes ")
    assert Trade.get_open_trades() == []
    assert {each["pair"]: each["reason"] for each in messages.locks} == {
        key: each["reason"] for key, each in shown.items()
    }

    bot.end()
    again = make_bot(live=live, **settings)
    again.turn(2)
    assert {each["pair"]: each["id"] for each in locks(again)} == {
        key: each["id"] for key, each in shown.items()
    }
    assert Trade.get_open_trades() == []

    later = datetime.now(UTC) + timedelta(hours=2, minutes=31)
    with time_machine.travel(later):
        assert locks(again) == []
        again.turn(2)
        assert len(Trade.get_open_trades()) == 1


def test_a_bot_with_terms_that_cannot_be_used_does_not_start(make_bot: MakeBot) -> None:
    with pytest.raises(FreqtradeException, match=r"SessionLimit\.max_daily_loss: -1 is outside"):
        make_bot(listed_protections=[{"method": "SessionLimit", "max_daily_loss": -1}])


def test_a_loss_that_is_still_open_locks_at_once(make_bot: MakeBot) -> None:
    tiny = {"method": "DailyDrawdown", "max_drawdown_pct": 0.001}
    bot = make_bot(listed_protections=[tiny], max_open_trades=1)
    told: list[RiskEvent] = []
    bot.bot.strategy.risk_events.subscribe(told.append)
    bot.turn(3)
    assert len(Trade.get_open_trades()) == 1
    (shown,) = locks(bot)
    assert (shown["pair"], shown["reason"].split(":")[0]) == ("*", "MAX_DAILY_DRAWDOWN_REACHED")
    assert [each.type for each in told].count(Reason.MAX_DAILY_DRAWDOWN_REACHED) == 1
