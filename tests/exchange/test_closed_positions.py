"""A fill that freqtrade does not know of reaches it with its next stop or exit."""

from typing import Any

import pytest
from freqtrade.exceptions import (
    InsufficientFundsError,
    InvalidOrderException,
    TemporaryError,
)
from freqtrade.persistence import Order, Trade

from enygma.sandbox.faults import ServerError

PAIR = "ETH/USDT:USDT"


def leave(bot: Any, floor: Any) -> dict[str, Any]:
    return dict(
        bot.create_order(
            pair=PAIR,
            ordertype="market",
            side="sell",
            amount=1.0,
            rate=floor.price(),
            leverage=5.0,
            reduceOnly=True,
        )
    )


def protect(bot: Any, price: float) -> dict[str, Any]:
    return dict(bot.create_stoploss(PAIR, 1.0, price, {"stoploss": "market"}, "sell", 5.0))


def test_an_attached_stop_that_fired_first_is_the_answer(floor: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    (attached,) = floor.attached()
    floor.move_price(-0.05)
    assert floor.position() == 0
    answered = protect(bot, floor.price() * 0.9)
    assert (answered["id"], answered["status"]) == (attached.id, "open")
    fetched = bot.fetch_stoploss_order(answered["id"], PAIR)
    assert (fetched["status"], fetched["filled"]) == ("closed", pytest.approx(1.0))
    assert fetched["stopPrice"] == pytest.approx(float(attached.request.stop.price))


def test_it_is_the_answer_to_an_exit_as_well(floor: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    (attached,) = floor.attached()
    floor.move_price(-0.05)
    assert leave(bot, floor)["id"] == attached.id


def test_it_is_answered_once(floor: Any, database: None) -> None:
    bot = floor.bot()
    trade = floor.book(floor.enter(bot))
    floor.move_price(-0.05)
    answered = protect(bot, floor.price() * 0.9)
    trade.orders.append(Order.parse_from_ccxt_object(answered, PAIR, "stoploss", 1.0, 1.0))
    Trade.commit()
    with pytest.raises(InsufficientFundsError, match="shows no position"):
        protect(bot, floor.price() * 0.9)
    with pytest.raises(InvalidOrderException, match="left to exit"):
        leave(bot, floor)


@pytest.mark.parametrize("ask", [leave, lambda bot, floor: protect(bot, floor.price() * 0.9)])
def test_a_liquidation_is_nobodys_stop_and_left_to_reconciliation(
    floor: Any, database: None, ask: Any
) -> None:
    bot = floor.bot(enygma={"entry_stop": False}, stoploss=None)
    floor.book(floor.enter(bot, leverage=50.0))
    assert bot.take_vanished() == frozenset()
    floor.move_price(-0.05)
    assert floor.position() == 0
    with pytest.raises(InvalidOrderException):
        ask(bot, floor)
    assert bot.take_vanished() == {PAIR}
    assert bot.take_vanished() == frozenset()


def test_nothing_is_made_up_where_nothing_is_known(floor: Any) -> None:
    with pytest.raises(InsufficientFundsError, match="no order of this bot closed it"):
        protect(floor.bot(), 100.0)


def test_a_question_that_fails_is_no_answer(floor: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    floor.move_price(-0.05)
    floor.fail(ServerError(status=503), "GET", "/api/v1/orders", count=9)
    with pytest.raises(TemporaryError, match="list the orders"):
        protect(bot, 100.0)


def test_a_stop_that_the_database_holds_already_is_not_told_twice(
    floor: Any, database: None
) -> None:
    bot = floor.bot()
    trade = floor.book(floor.enter(bot))
    price = floor.price() * 0.985
    stop = protect(bot, price)
    trade.orders.append(Order.parse_from_ccxt_object(stop, PAIR, "stoploss", 1.0, price))
    Trade.commit()
    with pytest.raises(TemporaryError, match="is there already"):
        protect(bot, price)
    assert [each.id for each in floor.stops()] == [stop["id"]]
