"""A market entry has two stops at once: one that is filled in part leaves no lot bare."""

from typing import Any

import pytest
from freqtrade.persistence import Order, Trade

from enygma.sandbox.faults import PartialFill, RejectedStop, TimeoutAfter

PAIR = "ETH/USDT:USDT"
ON_EXCHANGE = {"stoploss": "market", "stoploss_on_exchange": True, "stoploss_price_type": "mark"}
ORDERS, ENTRIES = "/api/v1/orders", "/api/v1/st-orders"


@pytest.fixture
def bot(floor: Any) -> Any:
    """A bot whose strategy has its stops on the exchange."""
    return floor.bot(order_types=ON_EXCHANGE)


def protect(bot: Any, floor: Any, share: float = 0.985, amount: float = 1.0) -> dict[str, Any]:
    price = floor.price() * share
    return dict(bot.create_stoploss(PAIR, amount, price, ON_EXCHANGE, "sell", 5.0))


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_it_is_the_first_one_once_more(bot: Any, floor: Any, side: str) -> None:
    floor.enter(bot, side=side)
    (first,), (second,) = floor.attached(), floor.stops()
    assert (second.lots, second.request.reduce_only) == (first.lots, True)
    assert second.request.stop == first.request.stop
    assert second.request.side is first.request.side


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_a_stop_that_fills_in_part_before_freqtrades_is_there(
    bot: Any, floor: Any, side: str
) -> None:
    floor.enter(bot, side=side)
    floor.fail(PartialFill(share="0.3"))
    floor.move_price(-0.03 if side == "buy" else 0.03)
    assert [each.filled_lots for each in floor.orders_of_test()] == [100, 30, 70]
    assert (floor.position(), floor.waiting()) == (0, [])


def test_what_both_have_sold_is_booked(bot: Any, floor: Any, database: None) -> None:
    trade = floor.book(floor.enter(bot))
    floor.fail(PartialFill(share="0.3"))
    floor.move_price(-0.03)
    sold = []
    for _ in range(2):
        answer = protect(bot, floor)
        trade.orders.append(Order.parse_from_ccxt_object(answer, PAIR, "stoploss", 1.0, 1.0))
        Trade.commit()
        sold.append(bot.fetch_stoploss_order(answer["id"], PAIR)["filled"])
    assert sum(sold) == pytest.approx(1.0)
    assert len(sold) == len({each.order_id for each in trade.orders}) - 1


def test_freqtrades_own_takes_its_place(bot: Any, floor: Any) -> None:
    floor.enter(bot)
    own = protect(bot, floor)
    assert [each.id for each in floor.stops()] == [own["id"]]
    assert [each.lots for each in floor.attached()] == [100]


def test_a_further_entry_has_one_as_well(bot: Any, floor: Any) -> None:
    floor.enter(bot)
    own = protect(bot, floor)
    floor.enter(bot, amount=0.5, initial_order=False)
    assert sorted(each.lots for each in floor.stops()) == [50, 100]
    bot.cancel_stoploss_order_with_result(own["id"], PAIR, 1.5)
    final = protect(bot, floor, amount=1.5)
    assert [(each.id, each.lots) for each in floor.stops()] == [(final["id"], 150)]


def test_a_sweep_leaves_it_while_it_is_the_only_one(bot: Any, floor: Any) -> None:
    floor.enter(bot)
    for _ in range(2):
        floor.advance(61)
        bot.tend_orders()
    assert [each.lots for each in floor.stops()] == [100]
    floor.enter(bot, side="sell", reduceOnly=True)
    for _ in range(2):
        floor.advance(61)
        bot.tend_orders()
    assert floor.waiting() == []


@pytest.mark.parametrize(
    ("settings", "order"),
    [
        ({"order_types": {**ON_EXCHANGE, "stoploss_on_exchange": False}}, {}),
        ({"order_types": ON_EXCHANGE, "enygma": {"entry_stop": False}}, {}),
        ({"order_types": ON_EXCHANGE}, {"ordertype": "limit"}),
    ],
    ids=["freqtrade keeps its stops to itself", "no stop with the entry", "an entry that waits"],
)
def test_where_there_is_none(floor: Any, settings: dict[str, Any], order: dict[str, Any]) -> None:
    floor.enter(floor.bot(**settings), **order)
    assert floor.stops() == []


def test_a_refusal_is_told_and_the_entry_stands(
    bot: Any, floor: Any, caplog: pytest.LogCaptureFixture
) -> None:
    floor.fail(RejectedStop(), "POST", ORDERS)
    entry = floor.enter(bot)
    assert bot.fetch_order(entry["id"], PAIR)["filled"] == pytest.approx(1.0)
    assert "No second stop for the entry into ETH/USDT:USDT" in caplog.text
    assert (floor.stops(), floor.protected_lots()) == ([], 100)
    own = protect(bot, floor)
    assert [each.id for each in floor.stops()] == [own["id"]]


@pytest.mark.parametrize("path", [ENTRIES, ORDERS])
def test_a_lost_answer_makes_no_third(bot: Any, floor: Any, path: str) -> None:
    floor.fail(TimeoutAfter(), "POST", path)
    floor.enter(bot)
    assert (floor.position(), len(floor.attached()), len(floor.stops())) == (100, 1, 1)
