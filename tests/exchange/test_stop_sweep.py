"""Stops that nothing needs are cancelled; those of others are not touched."""

from decimal import Decimal
from typing import Any

import pytest

from enygma.sandbox.faults import ServerError
from enygma.sandbox.trading import OrderRequest, OrderType, PriceType, Side, Stop, StopDirection

PAIR = "ETH/USDT:USDT"


def open_position(bot: Any, floor: Any) -> dict[str, Any]:
    price = floor.price()
    bot.create_order(
        pair=PAIR, ordertype="market", side="buy", amount=1.0, rate=price, leverage=5.0
    )
    stop = bot.create_stoploss(PAIR, 1.0, price * 0.985, {"stoploss": "market"}, "sell", 5.0)
    return dict(stop)


def close_position(bot: Any, floor: Any) -> None:
    bot.create_order(
        pair=PAIR,
        ordertype="market",
        side="sell",
        amount=1.0,
        rate=floor.price(),
        leverage=5.0,
        reduceOnly=True,
    )


def place_by_hand(floor: Any, name: str) -> None:
    request = OrderRequest(
        client_oid=name,
        symbol="ETHUSDTM",
        side=Side.SELL,
        type=OrderType.MARKET,
        leverage=5,
        lots=10,
        reduce_only=True,
        stop=Stop(StopDirection.DOWN, Decimal("1000.00"), PriceType.LAST),
    )
    floor.see(lambda: floor.venue.exchange.place(floor.uid, request))


def test_a_stop_without_a_position_goes_after_a_second_look(floor: Any) -> None:
    bot = floor.bot()
    open_position(bot, floor)
    close_position(bot, floor)
    bot.sweep_stops()
    assert len(floor.stops()) == 1
    floor.advance(11)
    bot.tend_orders()
    assert floor.stops() == []


def test_a_position_keeps_its_stop(floor: Any) -> None:
    bot = floor.bot()
    stop = open_position(bot, floor)
    for _ in range(3):
        floor.advance(61)
        bot.tend_orders()
    assert [each.id for each in floor.stops()] == [stop["id"]]


def test_stops_of_others_stay(floor: Any, request: pytest.FixtureRequest) -> None:
    bot = floor.bot()
    open_position(bot, floor)
    place_by_hand(floor, request.node.name)
    bot.sweep_stops()
    assert len(floor.stops()) == 2
    close_position(bot, floor)
    for _ in range(3):
        floor.advance(61)
        bot.tend_orders()
    assert [each.request.client_oid for each in floor.stops()] == [request.node.name]


def test_of_two_own_stops_the_newer_one_stays(floor: Any) -> None:
    bot = floor.bot()
    old = open_position(bot, floor)
    seen = bot.fetch_stoploss_order(old["id"], PAIR)
    assert bot.stoploss_adjust(floor.price() * 0.99, seen, "sell")
    floor.advance(1)
    floor.fail(ServerError(status=503), "DELETE", "/api/v1/orders/*", count=5)
    with pytest.raises(Exception, match="stays where it is"):
        bot.cancel_stoploss_order_with_result(old["id"], PAIR, 1.0)
    assert len(floor.stops()) == 2
    bot.sweep_stops()
    assert old["id"] not in {each.id for each in floor.stops()}
    assert floor.own_lots() == 100


def test_a_newer_stop_that_covers_less_replaces_nothing(floor: Any) -> None:
    bot = floor.bot()
    open_position(bot, floor)
    floor.advance(1)
    price = floor.price() * 0.99
    intent = bot._stop_intent(PAIR, 40, price, {"stoploss": "market"}, "sell", 5.0)
    bot._place_stop(intent)
    bot.sweep_stops()
    assert sorted(each.lots for each in floor.stops()) == [40, 100]


@pytest.mark.parametrize("path", ["/api/v1/stopOrders", "/api/v1/positions"])
def test_a_query_that_fails_cancels_nothing(floor: Any, path: str) -> None:
    bot = floor.bot()
    open_position(bot, floor)
    close_position(bot, floor)
    bot.sweep_stops()
    floor.advance(11)
    floor.fail(ServerError(status=503), "GET", path, count=5)
    bot.tend_orders()
    assert len(floor.stops()) == 1


def test_freqtrades_loop_sweeps_and_a_forced_reload_does_not(
    floor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = floor.bot()
    tended: list[bool] = []
    monkeypatch.setattr(bot, "tend_orders", lambda: tended.append(True))
    bot.reload_markets(True)
    assert tended == []
    bot.reload_markets()
    assert tended == [True]


def test_whatever_is_not_live_trading_sweeps_nothing(
    exchange: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "tend_orders", pytest.fail)
    exchange.reload_markets()


def test_unprotected_time_is_measured_from_acceptance_to_the_stop(floor: Any) -> None:
    bot = floor.bot(enygma={"entry_stop": False})
    price = floor.price()
    bot.create_order(
        pair=PAIR, ordertype="market", side="buy", amount=1.0, rate=price, leverage=5.0
    )
    floor.advance(3)
    bot.create_stoploss(PAIR, 1.0, price * 0.985, {"stoploss": "market"}, "sell", 5.0)
    floor.advance(10)
    assert bot.unprotected.closed(PAIR, floor.venue.now_ms()) == 3000


def test_with_an_attached_stop_there_is_none(floor: Any) -> None:
    bot = floor.bot()
    open_position(bot, floor)
    floor.advance(10)
    assert bot.unprotected.closed(PAIR, floor.venue.now_ms()) == 0
