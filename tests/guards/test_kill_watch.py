"""The kill switch at a running bot: entries end, and with `flatten` every position does."""

from pathlib import Path
from typing import Any

import pytest
from freqtrade.enums import RPCMessageType
from freqtrade.exceptions import DependencyException

ETH, XRP = "ETH/USDT:USDT", "XRP/USDT:USDT"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a bot without a setting looks for it."""
    return tmp_path / "KILL"


def limits() -> dict[str, str | bool]:
    kinds = ("exit", "emergency_exit", "force_entry", "force_exit", "stoploss")
    return {**dict.fromkeys(kinds, "market"), "entry": "limit", "stoploss_on_exchange": True}


def test_both_edges_are_told_and_no_entry_leaves_between_them(make_bot: Any, file: Path) -> None:
    bot = make_bot()
    bot.turn()
    file.touch()
    bot.turn(2)
    (told,) = bot.ear.warnings()
    assert told == f"KILL SWITCH {file}: no entries."
    with pytest.raises(DependencyException, match="kill switch file"):
        bot.bot.execute_entry(ETH, 100.0)
    file.unlink()
    bot.turn()
    assert (RPCMessageType.STATUS, f"Kill switch lifted: {file} is gone.") in bot.ear.heard
    assert bot.bot.execute_entry(ETH, 100.0)


def test_an_open_position_stays_with_its_stop(make_bot: Any, hand: Any, file: Path) -> None:
    bot = make_bot()
    bot.turn()
    trade = bot.enter()
    file.write_text("on holiday\n")
    bot.look()
    assert trade.is_open
    assert sum(each.lots for each in hand.stops(ETH)) >= hand.lots(ETH)


def test_an_entry_that_waits_on_the_exchange_is_cancelled(
    make_bot: Any, hand: Any, file: Path
) -> None:
    bot = make_bot(order_types=limits())
    bot.turn()
    price = hand.api.fetch_ticker(ETH)["last"] * 0.95
    assert bot.bot.execute_entry(ETH, 100.0, price=price)
    assert [each for each in hand.account().orders if not each.stop]
    file.touch()
    bot.turn()
    assert hand.account().orders == ()


def test_flatten_closes_trades_through_freqtrade_although_the_strategy_would_not(
    make_bot: Any, hand: Any, file: Path
) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter(ETH)
    bot.enter(XRP, side="short")
    file.write_text("flatten\n")
    bot.turn(3)
    assert hand.account().positions == ()
    assert hand.account().orders == ()
    for pair in (ETH, XRP):
        trade = bot.trade(pair)
        assert (trade.is_open, trade.exit_reason) == (False, "kill_switch")
        assert trade.close_profit is not None
    exits = [order for order in bot.trade(ETH).orders if order.side == "sell"]
    assert [order.ft_order_side for order in exits if order.filled] == ["sell"]


def test_flatten_closes_what_somebody_else_opened_as_well(
    make_bot: Any, hand: Any, file: Path
) -> None:
    bot = make_bot()
    price = hand.api.fetch_ticker(XRP)["last"] * 0.9
    hand.order(XRP, "buy", 3)
    hand.order(XRP, "buy", 3, price=price)
    file.write_text("flatten\n")
    bot.turn()
    assert hand.account().positions == ()
    assert hand.account().orders == ()


def test_flatten_leaves_ignored_pairs_alone(make_bot: Any, hand: Any, file: Path) -> None:
    bot = make_bot(enygma={"unknown_positions": [XRP]})
    hand.order(XRP, "buy", 3)
    file.write_text("flatten\n")
    bot.turn()
    assert hand.lots(XRP) == 3


def test_an_exit_that_fails_is_tried_again_in_the_next_loop(
    make_bot: Any, hand: Any, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter(ETH)

    def refused(*_: Any, **__: Any) -> Any:
        raise DependencyException("not now")

    file.write_text("flatten\n")
    with monkeypatch.context() as patch:
        patch.setattr(bot.exchange, "create_order", refused)
        bot.turn()
    assert hand.lots(ETH) > 0
    bot.turn(3)
    assert hand.account().positions == ()
    assert not bot.trade(ETH).is_open


def test_a_stopped_bot_obeys_it_too(make_bot: Any, hand: Any, file: Path) -> None:
    bot = make_bot()
    bot.turn()
    bot.enter(ETH)
    file.write_text("flatten\n")
    bot.bot.process_stopped()
    assert hand.lots(ETH) == 0


def test_a_dry_run_obeys_it_with_paper_money(make_bot: Any, file: Path) -> None:
    bot = make_bot(dry_run=True)
    bot.enter(ETH)
    file.write_text("flatten\n")
    bot.turn(2)
    assert not bot.trade(ETH).is_open


def test_a_guard_that_fails_stops_entries_and_nothing_else(
    make_bot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = make_bot()
    bot.turn()
    trade = bot.enter(ETH)

    def broken() -> None:
        raise ValueError("a mistake in the guard")

    monkeypatch.setattr(bot.watch.kill_switch, "before_loop", broken)
    bot.turn(2)
    assert trade.is_open
    (told,) = [each for each in bot.ear.warnings() if "a mistake in the guard" in each]
    assert "entries pause" in told
    with pytest.raises(DependencyException, match="a mistake in the guard"):
        bot.bot.execute_entry(XRP, 100.0)
