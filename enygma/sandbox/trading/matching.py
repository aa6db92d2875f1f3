"""Takers: what an order would trade with at this instant, and the trades themselves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from enygma.sandbox.trading.closing import reducible
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.lifecycle import cancel, finish_if_done
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.settlement import Execution, fill
from enygma.sandbox.trading.terms import Liquidity, SelfTradePrevention, Side


@dataclass(frozen=True, slots=True)
class Step:
    """Lots at one price, from the market or from an order that rests."""

    price: Decimal
    lots: int
    maker: Order | None = None


@dataclass(slots=True)
class Plan:
    """How an order would be filled right now.

    `prevented` are the account's own orders that self-trade prevention cancels, `stopped` says
    that it cancels the order itself.
    """

    steps: list[Step] = field(default_factory=list)
    prevented: list[Order] = field(default_factory=list)
    stopped: bool = False

    @property
    def lots(self) -> int:
        """Lots that would trade."""
        return sum(step.lots for step in self.steps)


def plan(floor: Floor, order: Order, lots: int) -> Plan:
    """What `lots` of `order` meet now, within its limit price, best price first."""
    made = Plan()
    if not _meets_anybody(floor, order):
        return made
    left = shared(floor, order, lots)
    for step in _offers(floor, order):
        if left <= 0 or _beyond(order, step.price):
            break
        if step.maker is not None and _is_prevented(order, step.maker):
            if order.request.stp is not SelfTradePrevention.CANCEL_NEW:
                made.prevented.append(step.maker)
            if order.request.stp is not SelfTradePrevention.CANCEL_OLD:
                made.stopped = True
                break
            continue
        taken = min(left, step.lots)
        made.steps.append(Step(step.price, taken, step.maker))
        left -= taken
    return made


def execute(floor: Floor, order: Order, planned: Plan) -> None:
    """Trade what was planned; a maker that meanwhile shrank gives what it still has."""
    for own in planned.prevented:
        cancel(floor, own)
    for step in planned.steps:
        _trade(floor, order, step)
    finish_if_done(floor, order)


def shared(floor: Floor, order: Order, lots: int) -> int:
    """The part of `lots` that an order gets: all, unless a fault says otherwise.

    Any share but 0 is at least one lot.
    """
    if floor.fill_share is None:
        return lots
    share = floor.fill_share(order)
    return max(min(lots, 1), int(lots * share)) if share else 0


def _trade(floor: Floor, order: Order, step: Step) -> None:
    lots = min(step.lots, reducible(floor, order))
    if step.maker is not None:
        lots = min(lots, reducible(floor, step.maker))
    if lots <= 0:
        return
    trade_id = floor.numbering.trade_id()
    if step.maker is None:
        floor.depth.take(order.symbol, order.side, step.price, lots, floor.now_ms)
        against_market(floor, order, lots, step.price)
    else:
        fill(floor, step.maker, Execution(trade_id, step.price, lots, Liquidity.MAKER))
        finish_if_done(floor, step.maker)
    fill(floor, order, Execution(trade_id, step.price, lots, Liquidity.TAKER))


def against_market(floor: Floor, order: Order, lots: int, price: Decimal) -> None:
    """Note in the house's books that an order trades with the market."""
    value = order.side.sign * lots * floor.market.contract(order.symbol).multiplier * price
    floor.house.trade(order.symbol, order.side.sign * lots, value)


def _meets_anybody(floor: Floor, order: Order) -> bool:
    """Whether the best price on the other side is within the order's limit."""
    quote = floor.quote(order.symbol)
    market = quote.ask if order.side is Side.BUY else quote.bid
    resting = floor.book(order.symbol).best(order.side.opposite)
    return any(price is not None and not _beyond(order, price) for price in (market, resting))


def _offers(floor: Floor, order: Order) -> Iterator[Step]:
    """The market's levels and the resting orders of all accounts, merged by price.

    At one price the market's own depth, which was there first, comes first.
    """
    resting = [Step(_price(o), o.remaining_lots, o) for o in _opposite(floor, order)]
    levels = (
        Step(price, lots)
        for price, lots in floor.depth.levels(order.symbol, order.side, floor.now_ms)
    )
    sign = order.side.sign
    for level in levels:
        while resting and sign * resting[0].price < sign * level.price:
            yield resting.pop(0)
        if level.lots > 0:
            yield level
    yield from resting


def _opposite(floor: Floor, order: Order) -> Iterator[Order]:
    return floor.book(order.symbol).queue(order.side.opposite)


def _price(order: Order) -> Decimal:
    if order.price is None:
        raise ValueError(f"order {order.id} rests without a price")
    return order.price


def _beyond(order: Order, price: Decimal) -> bool:
    if order.price is None:
        return False
    return price > order.price if order.side is Side.BUY else price < order.price


def _is_prevented(order: Order, maker: Order) -> bool:
    return order.request.stp is not None and maker.uid == order.uid
