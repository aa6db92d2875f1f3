"""The audit trail tells of each fill once, also where freqtrade looks at an order again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from freqtrade.persistence import Trade

if TYPE_CHECKING:
    from tests.guards.conftest import Hand, LiveBot, MakeBot

ETH = "ETH/USDT:USDT"


def told(folder: Path) -> list[tuple[str, str]]:
    """What was done with positions, but for moved stops: reason and pair of each line."""
    lines = [
        json.loads(line)
        for file in sorted((folder / "logs" / "audit").glob("*.jsonl"))
        for line in file.read_text().splitlines()
    ]
    done = ("ENTERED", "SLICE_SOLD", "EXITED")
    return [(each["reason"], each["pair"]) for each in lines if each["reason"] in done]


def killed(bot: LiveBot) -> None:
    """The process is gone, with all that was not committed."""
    bot.bot._watch = None
    Trade.session.rollback()
    Trade.session.remove()


def looked_at_again(bot: LiveBot, pair: str = ETH) -> Any:
    """freqtrade asks for the entry's order again, as it does for one whose fee it misses."""
    trade = bot.trade(pair)
    order = trade.select_order(trade.entry_side, False, only_filled=True)
    bot.bot.update_trade_state(trade, order.order_id, send_msg=False)
    return trade


def test_an_entry_is_told_once_before_and_after_a_restart(
    make_bot: MakeBot, tmp_path: Path
) -> None:
    bot = make_bot(strategy="Braked")
    bot.turn()
    bot.enter()
    looked_at_again(bot)
    assert told(tmp_path) == [("ENTERED", ETH)]
    killed(bot)

    bot = make_bot(strategy="Braked")
    bot.turn()
    looked_at_again(bot)

    assert told(tmp_path) == [("ENTERED", ETH)]


def test_what_filled_while_the_bot_was_gone_is_told_after_its_restart(
    make_bot: MakeBot, hand: Hand, tmp_path: Path
) -> None:
    bot = make_bot(strategy="Braked")
    bot.turn()
    bot.enter()
    bot.turn()
    killed(bot)
    hand.order(ETH, "sell", hand.lots(ETH), reduceOnly=True)

    bot = make_bot(strategy="Braked")
    bot.turn(2)
    bot.look()
    bot.look()
    assert not looked_at_again(bot).is_open

    assert told(tmp_path) == [("ENTERED", ETH), ("EXITED", ETH)]
