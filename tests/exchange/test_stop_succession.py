"""A stop moves without a gap, whatever fails on the way."""

from typing import Any

import pytest
from freqtrade.exceptions import InsufficientFundsError, InvalidOrderException, TemporaryError

from enygma.sandbox.faults import (
    PartialFill,
    RejectedStop,
    ServerError,
    TimeoutAfter,
    TimeoutBefore,
)

PAIR = "ETH/USDT:USDT"
DELETE_ORDER = ("DELETE", "/api/v1/orders/*")
ANY_ORDER = ("", "")
POST_ORDER = ("POST", "/api/v1/orders")
BY_CLIENT_OID = ("GET", "/api/v1/orders/byClientOid")


class Trailing:
    """A position with freqtrade's stop, and the calls by which freqtrade moves it.

    Prices are shares of the one at the entry; the stop is placed at `first`.
    """

    def __init__(
        self, floor: Any, bot: Any, side: str = "buy", first: float = 0.985, kind: str = "market"
    ) -> None:
        self.floor, self.bot, self.side = floor, bot, side
        self.exit_side = "sell" if side == "buy" else "buy"
        self.kind = kind
        self.price = floor.price()
        self.order(side, 1.0)
        self.stop = self.create(first)

    def order(self, side: str, amount: float, **terms: Any) -> dict[str, Any]:
        order = {"pair": PAIR, "ordertype": "market", "rate": self.price, "leverage": 5.0}
        return dict(self.bot.create_order(**order, side=side, amount=amount, **terms))

    def leave(self, amount: float = 1.0) -> dict[str, Any]:
        return self.order(self.exit_side, amount, reduceOnly=True)

    def create(self, share: float, **types: str) -> dict[str, Any]:
        trigger, types = self.price * share, {"stoploss": self.kind, **types}
        return dict(self.bot.create_stoploss(PAIR, 1.0, trigger, types, self.exit_side, 5.0))

    def would_adjust(self, share: float) -> bool:
        seen = self.bot.fetch_stoploss_order(self.stop["id"], PAIR)
        return bool(self.bot.stoploss_adjust(self.price * share, seen, self.exit_side))

    def adjust(self, share: float) -> None:
        assert self.would_adjust(share)

    def cancel(self, amount: float = 1.0) -> dict[str, Any]:
        return dict(self.bot.cancel_stoploss_order_with_result(self.stop["id"], PAIR, amount))

    def triggers(self) -> list[float]:
        return [float(each.request.stop.price) for each in self.floor.stops()]


@pytest.fixture
def trailing(floor: Any) -> Trailing:
    return Trailing(floor, floor.bot())


def near(price: float) -> Any:
    return pytest.approx(price, abs=0.011)


def test_the_successor_is_there_before_the_old_stop_goes(
    trailing: Trailing, floor: Any, wire_of: Any
) -> None:
    trailing.adjust(0.99)
    wire = wire_of(trailing.bot)
    result = trailing.cancel()
    assert (result["status"], result["id"]) == ("canceled", trailing.stop["id"])
    changes = [each for each in wire.sent if not each.startswith("GET")]
    assert [each.split()[0] for each in changes] == ["POST", "DELETE"]
    assert trailing.triggers() == [near(trailing.price * 0.99)]


def test_what_freqtrade_creates_then_is_the_successor(trailing: Trailing, floor: Any) -> None:
    trailing.adjust(0.99)
    trailing.cancel()
    (successor,) = floor.stops()
    created = trailing.create(0.99)
    assert (created["id"], created["status"]) == (successor.id, "open")
    assert len(floor.stops()) == 1


def test_another_price_than_announced_moves_it_once_more(trailing: Trailing, floor: Any) -> None:
    trailing.adjust(0.99)
    trailing.cancel()
    created = trailing.create(0.993)
    assert [each.id for each in floor.stops()] == [created["id"]]
    assert trailing.triggers() == [near(trailing.price * 0.993)]


def test_without_an_announcement_the_successor_waits_where_the_old_one_did(
    trailing: Trailing, floor: Any
) -> None:
    assert trailing.cancel()["status"] == "canceled"
    assert trailing.triggers() == [near(trailing.price * 0.985)]
    assert floor.own_lots() == 100


def test_after_the_position_is_gone_a_stop_is_just_cancelled(
    trailing: Trailing, floor: Any
) -> None:
    trailing.leave()
    assert trailing.cancel()["status"] == "canceled"
    assert floor.stops() == []
    assert trailing.bot.intents.open_intents() != []  # the entry and the exit, without a database


def test_a_refused_successor_leaves_the_old_stop(trailing: Trailing, floor: Any) -> None:
    trailing.adjust(0.99)
    floor.fail(RejectedStop(), *POST_ORDER)
    with pytest.raises(InvalidOrderException, match="stays where it is"):
        trailing.cancel()
    assert [each.id for each in floor.stops()] == [trailing.stop["id"]]


@pytest.mark.parametrize("arrived", [True, False])
def test_a_successor_of_unknown_fate_leaves_the_old_stop(
    trailing: Trailing, floor: Any, arrived: bool
) -> None:
    trailing.adjust(0.99)
    lost = TimeoutAfter(answer_by="cut") if arrived else TimeoutBefore(answer_by="cut")
    floor.fail(lost, *POST_ORDER)
    floor.fail(ServerError(status=503), *BY_CLIENT_OID, count=3)
    with pytest.raises(InvalidOrderException, match="stays where it is"):
        trailing.cancel()
    assert trailing.stop["id"] in {each.id for each in floor.stops()}
    created = trailing.create(0.99)
    assert [each.id for each in floor.stops()] == [created["id"]]


@pytest.mark.parametrize(
    "fault", [TimeoutAfter(answer_by="cut"), ServerError(status=500, processed=True)]
)
def test_a_cancellation_whose_answer_is_lost_is_seen_by_looking(
    trailing: Trailing, floor: Any, fault: Any
) -> None:
    trailing.adjust(0.99)
    floor.fail(fault, *DELETE_ORDER)
    assert trailing.cancel()["status"] == "canceled"
    assert len(floor.stops()) == 1


def test_a_cancellation_that_fails_leaves_both_until_the_next_one(
    trailing: Trailing, floor: Any
) -> None:
    trailing.adjust(0.99)
    floor.fail(ServerError(status=503), *DELETE_ORDER, count=5)
    with pytest.raises(InvalidOrderException, match="stays where it is"):
        trailing.cancel()
    assert floor.own_lots() == 200
    created = trailing.create(0.99)
    assert [each.id for each in floor.stops()] == [created["id"]]


def test_an_old_stop_that_fills_on_the_way_is_told_and_its_successor_goes(
    trailing: Trailing, floor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = trailing.bot._place_stop

    def placed_late(intent: Any) -> str:
        order_id = str(place(intent))
        floor.move_price(-0.03)
        return order_id

    # a successor further away than the old stop, so that the old one is the first to trigger
    trailing.bot._wanted_prices[trailing.stop["id"]] = trailing.price * 0.95
    monkeypatch.setattr(trailing.bot, "_place_stop", placed_late)
    result = trailing.cancel()
    assert (result["status"], result["filled"]) == ("closed", pytest.approx(1.0))
    assert (floor.position(), floor.stops()) == (0, [])


def test_a_successor_that_fills_first_reaches_freqtrade(trailing: Trailing, floor: Any) -> None:
    trailing.adjust(0.99)
    trailing.cancel()
    (successor,) = floor.stops()
    floor.move_price(-0.02)
    assert floor.position() == 0
    created = trailing.create(0.99)
    assert (created["id"], created["status"]) == (successor.id, "open")
    fetched = trailing.bot.fetch_stoploss_order(created["id"], PAIR)
    assert (fetched["status"], fetched["filled"]) == ("closed", pytest.approx(1.0))
    with pytest.raises(InsufficientFundsError, match="shows no position"):
        trailing.create(0.99)


def test_an_exit_after_the_successor_filled_is_answered_with_it(
    trailing: Trailing, floor: Any
) -> None:
    trailing.adjust(0.99)
    trailing.cancel()
    (successor,) = floor.stops()
    floor.move_price(-0.02)
    assert trailing.leave()["id"] == successor.id
    assert floor.position() == 0


def test_the_size_follows_the_position(trailing: Trailing, floor: Any) -> None:
    trailing.leave(0.25)
    trailing.adjust(0.99)
    trailing.cancel(0.75)
    assert [each.lots for each in floor.stops()] == [75]


def test_a_position_that_cannot_be_read_is_taken_for_open(trailing: Trailing, floor: Any) -> None:
    trailing.adjust(0.99)
    floor.fail(ServerError(status=503), "GET", "/api/v1/positions", count=5)
    assert trailing.cancel()["status"] == "canceled"
    assert floor.own_lots() == 100


def test_a_short_position_is_followed_downwards(floor: Any) -> None:
    trailing = Trailing(floor, floor.bot(), side="sell", first=1.015)
    assert not trailing.would_adjust(1.018)
    trailing.adjust(1.01)
    trailing.cancel()
    (successor,) = floor.stops()
    assert trailing.triggers() == [near(trailing.price * 1.01)]
    assert trailing.create(1.01)["id"] == successor.id


def test_a_limit_stop_is_followed_by_a_limit_stop(floor: Any) -> None:
    trailing = Trailing(floor, floor.bot(order_types={"stoploss": "limit"}), kind="limit")
    trailing.adjust(0.99)
    trailing.cancel()
    (successor,) = floor.stops()
    assert successor.type == "limit"
    assert float(successor.request.price) == pytest.approx(trailing.price * 0.99 * 0.99, abs=0.02)


def test_a_stop_beyond_the_market_closes_the_position(trailing: Trailing, floor: Any) -> None:
    # KuCoin triggers it at once; what matters is that the fill reaches freqtrade
    trailing.adjust(1.01)
    trailing.cancel()
    assert floor.position() == 0
    created = trailing.create(1.01)
    assert trailing.bot.fetch_stoploss_order(created["id"], PAIR)["filled"] == pytest.approx(1.0)
    assert floor.stops() == []


def test_a_successor_that_the_book_fills_in_part_leaves_the_old_stop_to_the_rest(
    trailing: Trailing, floor: Any
) -> None:
    floor.fail(PartialFill(), *ANY_ORDER)
    trailing.adjust(1.01)
    with pytest.raises(InvalidOrderException, match="left a part open"):
        trailing.cancel()
    assert floor.position() == 50
    assert trailing.stop["id"] in [each.id for each in floor.stops()]


def test_a_stop_placed_again_that_is_filled_in_part_leaves_the_old_one_to_the_rest(
    trailing: Trailing, floor: Any
) -> None:
    # freqtrade places a stop even when it could not cancel the one before
    floor.fail(PartialFill(), *ANY_ORDER)
    trailing.adjust(1.01)
    with pytest.raises(InvalidOrderException, match="left a part open"):
        trailing.cancel()
    floor.fail(PartialFill(), *ANY_ORDER)
    trailing.create(1.01)
    assert 0 < floor.position() < 50
    assert trailing.stop["id"] in [each.id for each in floor.stops()]


@pytest.mark.parametrize("price_type", ["last", "mark", "index"])
def test_a_refused_stop_beyond_the_market_is_an_exit_and_any_other_is_not(
    trailing: Trailing, floor: Any, price_type: str
) -> None:
    for share, error in ((0.98, TemporaryError), (1.02, InvalidOrderException)):
        floor.fail(RejectedStop(), *POST_ORDER)
        with pytest.raises(error) as raised:
            trailing.create(share, stoploss_price_type=price_type)
        assert type(raised.value) is error
    assert floor.own_lots() == 100
