"""freqtrade books the fees that were really paid, once all fills are listed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from freqtrade.exceptions import TemporaryError

from enygma.exchange.fills import at_one_rate
from enygma.sandbox.faults import ServerError

PAIR = "ETH/USDT:USDT"
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def enter(bot: Any, floor: Any) -> str:
    order = bot.create_order(
        pair=PAIR, ordertype="market", side="buy", amount=1.0, rate=floor.price(), leverage=5.0
    )
    return str(order["id"])


def test_the_fills_add_up_to_the_order_with_their_fees(floor: Any) -> None:
    bot = floor.bot()
    enter(bot, floor)
    order_id = enter(bot, floor)
    fills = bot.get_trades_for_order(order_id, PAIR, SINCE)
    assert sum(each["amount"] for each in fills) == pytest.approx(1.0)
    for fill in fills:
        assert fill["order"] == order_id
        assert fill["fee"]["cost"] == pytest.approx(fill["cost"] * 0.0006, rel=1e-6)
        assert fill["fee"]["currency"] == "USDT"


def test_a_large_fill_counts_for_more_than_a_small_one() -> None:
    taker = {"cost": 900.0, "fee": {"cost": 0.54, "rate": 0.0006, "currency": "USDT"}}
    maker = {"cost": 100.0, "fee": {"cost": 0.02, "rate": 0.0002, "currency": "USDT"}}
    fills = at_one_rate([taker, maker])
    assert [each["fee"]["rate"] for each in fills] == pytest.approx([0.00056, 0.00056])
    assert [each["fee"]["cost"] for each in fills] == [0.54, 0.02]
    assert at_one_rate([]) == []


def test_the_moment_of_the_last_fill_is_told(floor: Any) -> None:
    bot = floor.bot()
    order_id = enter(bot, floor)
    now_ms = floor.venue.now_ms()
    floor.advance(100)
    assert bot.fetch_order(order_id, PAIR)["lastTradeTimestamp"] == now_ms


def test_fills_that_do_not_add_up_yet_are_none(floor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = floor.bot()
    order_id = enter(bot, floor)
    monkeypatch.setattr(bot, "_listed_fills", lambda *_: [])
    before_ms = floor.venue.now_ms()
    assert bot.get_trades_for_order(order_id, PAIR, SINCE) == []
    assert 0 < floor.venue.now_ms() - before_ms < 5000


def test_fills_that_come_late_are_waited_for(floor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = floor.bot()
    order_id = enter(bot, floor)
    listed = bot._listed_fills
    looks: list[list[Any]] = [[], []]
    monkeypatch.setattr(
        bot, "_listed_fills", lambda *asked: looks.pop() if looks else listed(*asked)
    )
    assert len(bot.get_trades_for_order(order_id, PAIR, SINCE)) >= 1


def test_every_page_is_read(desk: Any, trading: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enygma.exchange.fills.FILLS_PER_PAGE", 2)
    desk.answers["GET /api/v1/orders/42"] = {"id": "42", "symbol": "ETHUSDTM", "filledSize": 5}
    desk.answers["GET /api/v1/fills"] = lambda asked: {
        "items": [fill(number) for number in range(5)][
            2 * int(asked["currentPage"]) - 2 : 2 * int(asked["currentPage"])
        ]
    }
    fills = trading().get_trades_for_order("42", PAIR, SINCE)
    assert [each["id"] for each in fills] == ["0", "1", "2", "3", "4"]
    assert {each["orderId"] for each in desk.asked("GET /api/v1/fills")} == {"42"}


def fill(number: int) -> dict[str, Any]:
    """A fill of one lot as KuCoin lists it."""
    return {
        "symbol": "ETHUSDTM",
        "tradeId": str(number),
        "orderId": "42",
        "side": "buy",
        "price": "3000",
        "size": 1,
        "value": "30",
        "feeRate": "0.0006",
        "fee": "0.018",
        "feeCurrency": "USDT",
        "settleCurrency": "USDT",
        "createdAt": 1_760_000_000_000,
    }


def test_a_list_that_cannot_be_read_is_an_error_and_not_empty(floor: Any) -> None:
    bot = floor.bot()
    order_id = enter(bot, floor)
    floor.fail(ServerError(status=503), "GET", "/api/v1/fills", count=9)
    with pytest.raises(TemporaryError, match="fills of order"):
        bot.get_trades_for_order(order_id, PAIR, SINCE)


def test_in_a_dry_run_there_are_none(exchange: Any) -> None:
    assert exchange.get_trades_for_order("42", PAIR, SINCE) == []
