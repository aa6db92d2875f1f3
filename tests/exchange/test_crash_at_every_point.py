"""A bot that dies at any request leaves a stop behind, no second order, and nothing unknown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from freqtrade.persistence import Order, Trade

from enygma.exchange.intents import Purpose

PAIR = "ETH/USDT:USDT"
ORDER_TYPES = {"stoploss": "market", "stoploss_on_exchange": True}
LOTS = 100


@dataclass
class Life:
    """What freqtrade asks of the exchange in the life of one trade, and what it saves of it."""

    floor: Any
    is_short: bool = False
    price: float = field(init=False)
    trade: Any = None
    stop_id: str = ""

    def __post_init__(self) -> None:
        self.price = self.floor.price()

    @property
    def sides(self) -> tuple[str, str]:
        return ("sell", "buy") if self.is_short else ("buy", "sell")

    def stop_price(self, distance: float) -> float:
        return self.price * (1 + distance if self.is_short else 1 - distance)

    def steps(self) -> tuple[Callable[[Any], None], ...]:
        return (
            self.enter,
            self.protect,
            lambda bot: self.move(bot, 0.012),
            lambda bot: self.leave(bot, 0.25),
            lambda bot: self.move(bot, 0.01),
            lambda bot: self.leave(bot, 0.75),
            self.clean_up,
        )

    def enter(self, bot: Any) -> None:
        order = bot.create_order(
            pair=PAIR,
            ordertype="market",
            side=self.sides[0],
            amount=1.0,
            rate=self.price,
            leverage=5.0,
        )
        self.open_trade(order)

    def open_trade(self, order: dict[str, Any]) -> None:
        self.trade = Trade(
            pair=PAIR,
            stake_amount=self.price / 5,
            amount=1.0,
            open_rate=self.price,
            fee_open=0.0006,
            fee_close=0.0006,
            exchange="kucoin",
            is_open=True,
            is_short=self.is_short,
            leverage=5.0,
        )
        Trade.session.add(self.trade)
        self.save(order, self.sides[0])

    def save(self, order: dict[str, Any], side: str) -> None:
        self.trade.orders.append(Order.parse_from_ccxt_object(order, PAIR, side, 1.0, self.price))
        Trade.commit()

    def protect(self, bot: Any, distance: float = 0.015) -> None:
        stop = bot.create_stoploss(
            PAIR,
            abs(self.floor.position()) / 100 or 1.0,
            self.stop_price(distance),
            ORDER_TYPES,
            self.sides[1],
            5.0,
        )
        self.stop_id = stop["id"]
        self.save(stop, "stoploss")

    def move(self, bot: Any, distance: float) -> None:
        stop = bot.fetch_stoploss_order(self.stop_id, PAIR)
        assert bot.stoploss_adjust(self.stop_price(distance), stop, self.sides[1])
        amount = abs(self.floor.position()) / 100
        self.trade.update_order(bot.cancel_stoploss_order_with_result(self.stop_id, PAIR, amount))
        Trade.commit()
        self.protect(bot, distance)

    def leave(self, bot: Any, amount: float) -> None:
        order = bot.create_order(
            pair=PAIR,
            ordertype="market",
            side=self.sides[1],
            amount=amount,
            rate=self.price,
            leverage=5.0,
            reduceOnly=True,
        )
        self.save(order, self.sides[1])

    def clean_up(self, bot: Any) -> None:
        self.trade.update_order(bot.cancel_stoploss_order_with_result(self.stop_id, PAIR, 0.75))
        Trade.commit()


def is_known(bot: Any, order: Any) -> bool:
    """Whether database or journal explain an order of the exchange."""
    client_oid = order.request.client_oid
    attached = order.parent_id is not None
    booked = Order.order_by_id(order.id, PAIR) is not None
    return attached or booked or bot.intents.of_client_oid(client_oid) is not None or ended(order)


def ended(order: Any) -> bool:
    """Whether an order is over without a fill, so that nobody needs to know it."""
    return not order.is_active and not order.filled_lots


def traded(orders: list[Any], side: str) -> int:
    return sum(each.filled_lots for each in orders if each.side.value == side)


def check_what_was_left(floor: Any, life: Life) -> None:
    held = abs(floor.position())
    assert held <= LOTS
    assert floor.protected_lots() >= held, "a position without a stop"
    # what the exchange itself closes, in a liquidation, has none
    client_oids = [oid for each in floor.orders() if (oid := each.request.client_oid)]
    assert len(set(client_oids)) == len(client_oids)
    # two entries of which one was meant would be more than the one hundred lots
    assert traded(floor.orders_of_test(), life.sides[0]) <= LOTS


def take_over(floor: Any, life: Life) -> None:
    """A new bot goes on: reconciliation adopts a lost entry, the position gets its one stop."""
    bot = floor.bot(order_types=ORDER_TYPES)
    floor.advance(20)
    bot.tend_orders()
    assert all(is_known(bot, each) for each in floor.orders_of_test())
    assert all(each.order_id is not None for each in bot.intents.open_intents())
    if life.trade is None and floor.position():
        (lost,) = bot.intents.open_intents(Purpose.ENTRY)
        life.open_trade(bot.look_up(lost.order_id, PAIR))
    if floor.position() or bot.intents.open_intents(Purpose.EXIT):
        # of a position that is gone the answer is the order that closed it, to be booked
        life.protect(bot, 0.008)
    tend(floor, bot)
    held = abs(floor.position())
    assert [each.lots for each in floor.stops()] == ([held] if held else [])
    # the first may be the answer that the dead bot did not hear any more
    for _ in range(2):
        if held := abs(floor.position()):
            life.leave(bot, held / LOTS)
    assert floor.position() == 0
    tend(floor, bot)
    assert floor.stops() == []
    assert bot.intents.open_intents() == []


def tend(floor: Any, bot: Any) -> None:
    """Let pass what two sweeps take."""
    for _ in range(2):
        floor.advance(61)
        bot.tend_orders()


@pytest.mark.parametrize(("is_short", "answered"), [(False, False), (True, True)])
def test_killed_at_any_request(
    floor: Any,
    killed: type[BaseException],
    wire_of: Any,
    database: None,
    is_short: bool,
    answered: bool,
) -> None:
    for requests in range(200):
        floor.start_over()
        bot = floor.bot(order_types=ORDER_TYPES)
        wire = wire_of(bot)
        wire.kill(requests, answered)
        life = Life(floor, is_short)
        try:
            for step in life.steps():
                step(bot)
                assert floor.protected_lots() >= abs(floor.position())
        except killed:
            bot.close()
            check_what_was_left(floor, life)
            take_over(floor, life)
        else:
            break
    assert requests > 25
