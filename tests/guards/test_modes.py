"""Cross margin and hedge mode: the guards tell the positions apart as KuCoin does."""

from __future__ import annotations

from enygma.exchange.flattening import Flattening

from .conftest import Hand, MakeBot

ETH, XRP = "ETH/USDT:USDT", "XRP/USDT:USDT"


def test_a_cross_margin_bot_agrees_with_the_exchange(make_bot: MakeBot, hand: Hand) -> None:
    bot = make_bot(margin_mode="cross")
    bot.turn()
    bot.enter(ETH, side="short")
    bot.look()
    bot.look()
    assert bot.ear.warnings() == []
    (position,) = hand.account().positions
    assert (position.side, position.margin_mode) == ("short", "CROSS")
    assert hand.account().unprotected_lots(position) == 0
    assert Flattening(hand.api, "USDT", sleep=lambda _: None).run().is_flat


def test_a_hedging_bot_leaves_the_other_side_apart(make_bot: MakeBot, hand: Hand) -> None:
    bot = make_bot(enygma={"position_mode": "hedge"})
    bot.turn()
    bot.enter(ETH)
    hand.order(ETH, "sell", 4, hedged=True)
    bot.look()
    (told,) = bot.ear.warnings()
    assert "unknown position short ETH/USDT:USDT: 4 lots" in told
    assert {each.position_side for each in hand.account().positions} == {"LONG", "SHORT"}
    assert bot.trade(ETH).is_open
    assert Flattening(hand.api, "USDT", sleep=lambda _: None).run().is_flat
    bot.look()
    bot.look()
    assert not bot.trade(ETH).is_open
    assert bot.exchange.entry_gate.reasons() == []
