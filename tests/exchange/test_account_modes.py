"""Entries, stops and exits in each margin mode and position mode of a real account."""

from collections.abc import Iterator
from typing import Any

import pytest

from enygma.sandbox.trading import PositionSide

PAIR = "ETH/USDT:USDT"


@pytest.fixture(params=["isolated", "cross"])
def margin_mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["one-way", "hedge"])
def position_mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bot(floor: Any, margin_mode: str, position_mode: str) -> Iterator[Any]:
    yield floor.bot(margin_mode=margin_mode, enygma={"position_mode": position_mode})
    floor.clear_out()
    floor.bot()


def order(bot: Any, floor: Any, side: str, amount: float, **changes: Any) -> dict[str, Any]:
    fields = {
        "pair": PAIR,
        "ordertype": "market",
        "side": side,
        "amount": amount,
        "rate": floor.price(),
        "leverage": 5.0,
    }
    return dict(bot.create_order(**{**fields, **changes}))


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_a_trade_lives_in_the_configured_modes(
    bot: Any, floor: Any, margin_mode: str, position_mode: str, side: str
) -> None:
    leave = "sell" if side == "buy" else "buy"
    order(bot, floor, side, 1.0)
    (position,) = floor.see(lambda: floor.venue.exchange.positions(floor.uid))
    assert position.margin_mode == margin_mode.upper()
    assert position.leverage == 5
    assert (position.position_side is PositionSide.BOTH) == (position_mode == "one-way")
    price = floor.price() * (0.985 if side == "buy" else 1.015)
    stop = bot.create_stoploss(PAIR, 1.0, price, {"stoploss": "market"}, leave, 5.0)
    assert [each.id for each in floor.stops()] == [stop["id"]]
    better = floor.price() * (0.99 if side == "buy" else 1.01)
    assert bot.stoploss_adjust(better, bot.fetch_stoploss_order(stop["id"], PAIR), leave)
    bot.cancel_stoploss_order_with_result(stop["id"], PAIR, 1.0)
    assert floor.own_lots() == 100
    order(bot, floor, leave, 1.0, reduceOnly=True)
    assert floor.position() == 0


@pytest.mark.parametrize("position_mode", ["hedge"], indirect=True)
def test_both_sides_of_a_contract_are_held_and_protected_apart(bot: Any, floor: Any) -> None:
    order(bot, floor, "buy", 1.0)
    order(bot, floor, "sell", 0.4)
    assert floor.protected_lots() == 140
    types = {"stoploss": "market"}
    bot.create_stoploss(PAIR, 1.0, floor.price() * 0.985, types, "sell", 5.0)
    bot.create_stoploss(PAIR, 0.4, floor.price() * 1.015, types, "buy", 5.0)
    assert sorted(each.lots for each in floor.stops()) == [40, 100]
    assert (bot.open_lots(PAIR, "long"), bot.open_lots(PAIR, "short")) == (100, 40)
    order(bot, floor, "buy", 1.0, reduceOnly=True)
    assert (bot.open_lots(PAIR, "long"), bot.open_lots(PAIR, "short")) == (100, 0)
    floor.advance(61)
    bot.tend_orders()
    floor.advance(61)
    bot.tend_orders()
    assert [each.lots for each in floor.stops()] == [100]


def test_positions_and_balances_are_what_the_exchange_holds(bot: Any, floor: Any) -> None:
    order(bot, floor, "buy", 1.0)
    (position,) = bot.fetch_positions(PAIR)
    assert (position["side"], position["contracts"]) == ("long", 100)
    assert position["leverage"] == pytest.approx(5, rel=0.01)
    balance = bot.get_balances()["USDT"]
    assert 0 < balance["free"] < balance["total"]
