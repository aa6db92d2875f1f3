"""An entry brings its stop with it, and freqtrade's own one takes its place."""

from typing import Any

import pytest
from freqtrade.exceptions import OperationalException, TemporaryError
from hypothesis import given
from hypothesis import strategies as st

from enygma.exchange.entry_stop import attached_params, hard_stop_price
from enygma.sandbox.faults import PartialFill, RejectedStop
from enygma.sandbox.trading.terms import StopDirection

PAIR = "ETH/USDT:USDT"


def protect(bot: Any, floor: Any, share: float, side: str = "sell", amount: float = 1.0) -> Any:
    price = floor.price() * share
    return bot.create_stoploss(PAIR, amount, price, {"stoploss": "market"}, side, 5.0)


@given(
    rate=st.floats(0.01, 1e6),
    stoploss=st.floats(0.001, 0.99),
    leverage=st.integers(1, 125),
    side=st.sampled_from(["buy", "sell"]),
)
def test_the_hard_stop_loses_its_share_of_the_margin(
    rate: float, stoploss: float, leverage: int, side: str
) -> None:
    price = hard_stop_price(rate, side, stoploss, leverage)
    move = (rate - price) / rate if side == "buy" else (price - rate) / rate
    assert move * leverage == pytest.approx(stoploss, abs=1e-9)
    assert move > 0


def test_up_and_down_are_directions_of_the_price() -> None:
    long, short = attached_params("buy", 90.0, "MP"), attached_params("sell", 110.0, "MP")
    assert list(long) == ["stopLoss"]
    assert list(short) == ["takeProfit"]


@pytest.mark.parametrize(
    ("side", "direction", "share"),
    [("buy", StopDirection.DOWN, 0.98), ("sell", StopDirection.UP, 1.02)],
)
def test_a_filled_entry_has_its_stop_from_the_first_instant(
    floor: Any, side: str, direction: StopDirection, share: float
) -> None:
    bot, price = floor.bot(), floor.price()
    floor.enter(bot, side=side)
    (stop,) = floor.attached()
    assert (stop.lots, stop.request.reduce_only) == (100, True)
    assert stop.request.stop.direction is direction
    assert float(stop.request.stop.price) == pytest.approx(price * share, abs=0.01)
    # on the tick that is nearer to the entry
    distance = abs(float(stop.request.stop.price) - price)
    assert distance <= price * 0.02 + 1e-9


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_it_triggers_before_the_position_is_liquidated(floor: Any, side: str) -> None:
    bot, price = floor.bot(stoploss=-0.99, tiers=True), floor.price()
    floor.enter(bot, side=side, leverage=20.0)
    (position,) = floor.see(lambda: floor.venue.exchange.positions(floor.uid))
    liquidation = float(position.liquidation_price)
    trigger = float(floor.attached()[0].request.stop.price)
    assert min(liquidation, price) < trigger < max(liquidation, price)
    # freqtrade's `liquidation_buffer` away from it, and no further
    assert abs(trigger - liquidation) == pytest.approx(abs(price - liquidation) * 0.05, rel=0.05)


def test_the_price_that_triggers_is_that_of_the_strategys_stops(floor: Any) -> None:
    bot = floor.bot(order_types={"stoploss_price_type": "mark"})
    floor.enter(bot)
    assert floor.attached()[0].request.stop.price_type == "MP"


@pytest.mark.parametrize("changes", [{"enygma": {"entry_stop": False}}, {"stoploss": None}])
def test_an_entry_without_one_is_a_plain_order(floor: Any, changes: dict[str, Any]) -> None:
    floor.enter(floor.bot(**changes))
    assert (floor.position(), floor.waiting()) == (100, [])


def test_it_stays_behind_freqtrades_own(floor: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    own = protect(bot, floor, 0.985)
    assert [each.id for each in floor.stops()] == [own["id"]]
    assert [each.lots for each in floor.attached()] == [100]


def test_what_freqtrades_stop_cannot_fill_has_it_still(floor: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    own = protect(bot, floor, 0.99)
    floor.fail(PartialFill(share="0.3"))
    floor.move_price(-0.014)
    assert bot.fetch_stoploss_order(own["id"], PAIR)["filled"] == pytest.approx(0.3)
    assert floor.position() == 70
    assert floor.protected_lots() >= 70


def test_it_goes_with_its_position(floor: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    protect(bot, floor, 0.985)
    floor.enter(bot, side="sell", reduceOnly=True)
    for _ in range(2):
        floor.advance(61)
        bot.tend_orders()
    assert floor.waiting() == []
    assert bot.intents.attached_stops() == []


def test_it_goes_where_freqtrade_wants_to_be_stopped_later(floor: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    own = protect(bot, floor, 0.97)
    assert [each.id for each in floor.waiting()] == [own["id"]]
    assert bot.intents.attached_stops() == []


def test_it_stays_while_freqtrades_is_refused(floor: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    floor.fail(RejectedStop(), "POST", "/api/v1/orders")
    with pytest.raises(TemporaryError, match="was refused"):
        protect(bot, floor, 0.985)
    assert floor.protected_lots() == 100


def test_it_stays_while_more_of_its_entry_may_be_filled(floor: Any) -> None:
    bot = floor.bot()
    floor.fail(PartialFill(share="0.5"))
    entry = floor.enter(bot, ordertype="limit", rate=floor.price() * 1.001)
    assert floor.position() == 50
    own = protect(bot, floor, 0.97, amount=0.5)
    assert len(floor.attached()) == 1
    bot.cancel_order(entry["id"], PAIR)
    assert protect(bot, floor, 0.97, amount=0.5)["id"] == own["id"]
    assert floor.attached() == []


def test_each_entry_into_a_position_brings_its_own(floor: Any) -> None:
    bot = floor.bot()
    floor.enter(bot)
    own = protect(bot, floor, 0.985)
    floor.enter(bot, amount=0.5, initial_order=False)
    assert sum(each.lots for each in floor.attached()) == 150
    result = bot.cancel_stoploss_order_with_result(own["id"], PAIR, 1.5)
    assert (result["status"], floor.own_lots()) == ("canceled", 150)
    final = protect(bot, floor, 0.985, amount=1.5)
    assert [(each.id, each.lots) for each in floor.stops()] == [(final["id"], 150)]


@pytest.mark.parametrize("value", ["yes", 1, None])
def test_the_switch_is_true_or_false(connect: Any, value: object) -> None:
    with pytest.raises(OperationalException, match=r"enygma\.entry_stop must be true or false"):
        connect(enygma={"entry_stop": value})


def test_a_stop_that_the_market_has_passed_refuses_the_entry(floor: Any) -> None:
    bot = floor.bot(enygma={"max_entry_slippage": 0.1})
    with pytest.raises(TemporaryError, match=r"entry order of ETH.*triggerStopDownPrice"):
        floor.enter(bot, rate=floor.price() * 1.05)
    assert (floor.position(), bot.intents.open_intents()) == (0, [])
