"""An exit only reduces, never exceeds the position, and is never held up."""

from typing import Any

import pytest
from freqtrade.exceptions import DependencyException, InvalidOrderException
from freqtrade.util import dt_from_ts

from enygma.sandbox.faults import PartialFill, ServerError

PAIR = "ETH/USDT:USDT"
SOON_MS = 1_760_000_000_000


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


@pytest.mark.parametrize(("entry", "leave"), [("buy", "sell"), ("sell", "buy")])
def test_an_exit_is_cut_to_the_position(floor: Any, entry: str, leave: str) -> None:
    bot = floor.bot()
    order(bot, floor, entry, 0.5)
    exit_order = order(bot, floor, leave, 2.0, reduceOnly=True)
    assert exit_order["amount"] == pytest.approx(0.5)
    placed = floor.orders_of_test()[-1]
    assert (placed.lots, placed.request.reduce_only) == (50, True)
    assert floor.position() == 0


def test_a_position_that_cannot_be_read_does_not_hold_an_exit_up(floor: Any) -> None:
    bot = floor.bot()
    order(bot, floor, "buy", 0.5)
    floor.fail(ServerError(status=503), "GET", "/api/v1/positions", count=5)
    order(bot, floor, "sell", 2.0, reduceOnly=True)
    assert floor.position() == 0


def test_an_exit_without_a_position_says_so(floor: Any) -> None:
    with pytest.raises(InvalidOrderException, match="no long position in ETH"):
        order(floor.bot(), floor, "sell", 1.0, reduceOnly=True)
    assert floor.orders_of_test() == []


def test_an_entry_against_a_position_is_refused_in_one_way_mode(floor: Any) -> None:
    bot = floor.bot()
    order(bot, floor, "buy", 0.5)
    with pytest.raises(DependencyException, match="holds 50 lots long there"):
        order(bot, floor, "sell", 0.5)
    assert floor.position() == 50


def test_less_than_one_lot_is_refused_with_the_size_of_a_lot(floor: Any) -> None:
    bot = floor.bot()
    with pytest.raises(InvalidOrderException, match=r"0\.001 is less than one lot.*0\.01 ETH"):
        order(bot, floor, "buy", 0.001)
    assert floor.orders_of_test() == []


def test_what_an_exit_leaves_is_left_to_the_next_one(floor: Any) -> None:
    bot = floor.bot()
    order(bot, floor, "buy", 1.0)
    floor.fail(PartialFill(share="0.4"))
    first = order(bot, floor, "sell", 1.0, reduceOnly=True)
    assert bot.fetch_order(first["id"], PAIR)["filled"] == pytest.approx(0.4)
    assert floor.protected_lots() >= 60
    order(bot, floor, "sell", 1.0, reduceOnly=True)
    assert floor.position() == 0


def test_a_limit_exit_rests_until_it_is_reached(floor: Any) -> None:
    bot = floor.bot()
    order(bot, floor, "buy", 1.0)
    rate = floor.price() * 1.01
    exit_order = order(bot, floor, "sell", 1.0, ordertype="limit", rate=rate, reduceOnly=True)
    assert bot.fetch_order(exit_order["id"], PAIR)["status"] == "open"
    floor.move_price(0.03)
    assert bot.fetch_order(exit_order["id"], PAIR)["status"] == "closed"
    assert floor.position() == 0


def test_freqtrade_finds_every_order_of_a_pair(floor: Any) -> None:
    bot = floor.bot()
    since = dt_from_ts(floor.venue.now_ms())
    first = order(bot, floor, "buy", 1.0)
    resting = order(bot, floor, "buy", 1.0, ordertype="limit", rate=floor.price() * 0.9)
    found = {each["id"]: each for each in bot.fetch_orders(PAIR, since)}
    assert found[first["id"]]["filled"] == pytest.approx(1.0)
    assert found[resting["id"]]["status"] == "open"


def test_orders_come_as_they_happened(desk: Any, trading: Any) -> None:
    def done(order_id: str, created: int, filled: int, changed: int) -> dict[str, Any]:
        return {
            "id": order_id,
            "symbol": "ETHUSDTM",
            "size": 1,
            "filledSize": filled,
            "filledValue": "38",
            "isActive": False,
            "createdAt": SOON_MS + created,
            "updatedAt": SOON_MS + changed,
        }

    listed = [done("rest", 1, 1, 90), done("entry", 1, 1, 2), done("part", 3, 1, 80)]
    answer = {"done": listed, "active": []}
    desk.answers["GET /api/v1/orders"] = lambda asked: {"items": answer[asked["status"]]}
    found = trading().fetch_orders(PAIR, dt_from_ts(SOON_MS))
    assert [each["id"] for each in found] == ["entry", "part", "rest"]


def test_every_page_of_done_orders_is_read(
    desk: Any, trading: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enygma.exchange.order_history.ORDERS_PER_PAGE", 2)
    done = [
        {
            "id": str(number),
            "symbol": "ETHUSDTM",
            "size": 1,
            "isActive": False,
            "createdAt": SOON_MS,
        }
        for number in range(5)
    ]

    def listed(asked: dict[str, Any]) -> dict[str, Any]:
        first = 2 * int(asked.get("currentPage", 1)) - 2
        return {"items": done[first : first + 2] if asked["status"] == "done" else []}

    desk.answers["GET /api/v1/orders"] = listed
    found = trading().fetch_orders(PAIR, dt_from_ts(SOON_MS))
    assert sorted(each["id"] for each in found) == ["0", "1", "2", "3", "4"]
