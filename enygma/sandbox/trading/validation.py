"""Whether an order may be placed at all, before anybody asks for margin or a counterparty."""

import re
from dataclasses import dataclass
from decimal import Decimal

from enygma.sandbox.market import Contract
from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.closing import opposed
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.margin import bankruptcy_price, risk_limit
from enygma.sandbox.trading.money import nearest_tick, on_grid
from enygma.sandbox.trading.order import closes_hedged
from enygma.sandbox.trading.rejection import (
    Rejection,
    client_oid_repeated,
    invalid_parameter,
    leverage_too_high,
    margin_mode_mismatch,
    nothing_to_close,
    one_way_order_in_hedge_mode,
    position_mode_mismatch,
    price_too_high,
    price_too_low,
    too_many_orders,
    too_many_stops,
)
from enygma.sandbox.trading.request import OrderRequest
from enygma.sandbox.trading.sizing import lots_of
from enygma.sandbox.trading.terms import (
    MarginMode,
    OrderType,
    PositionMode,
    PositionSide,
    Side,
    TimeInForce,
)

MOST_RESTING, MOST_STOPS = 100, 200
# Limit prices may be this far off the mark price, to the disadvantage of the order.
PRICE_RANGE = Decimal("0.05")
_LARGEST_PRICE = 1_000_000
_CLIENT_OID = re.compile(r"[A-Za-z0-9_-]{1,40}")
LONGEST_REMARK = 100


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request that holds: the contract, and what the request left to the exchange."""

    contract: Contract
    side: Side
    lots: int
    leverage: int


def validate(floor: Floor, account: Account, request: OrderRequest) -> Ticket:
    """Check a request against the contract and the account. Raises Rejection."""
    contract = floor.contract(request.symbol)
    _check_names(account, request)
    _check_modes(account, request)
    _check_prices(request, contract)
    _check_flags(request)
    _check_counts(account, request)
    side = _side(account, request)
    if reduces(request, side):
        _check_reduction(account, request, side)
    _check_range(floor, request, side)
    _check_bracket(floor, request, side, contract)
    lots = _lots(floor, account, request, side)
    return Ticket(contract, side, lots, _leverage(account, request, side, contract))


def reduces(request: OrderRequest, side: Side) -> bool:
    """Whether an order may only make a position smaller."""
    return request.reduce_only or request.close_order or closes_hedged(request.position_side, side)


def _check_names(account: Account, request: OrderRequest) -> None:
    if not _CLIENT_OID.fullmatch(request.client_oid):
        raise invalid_parameter(
            "clientOid must have at most 40 characters, only letters, digits, _ and -"
        )
    if request.client_oid in account.by_client_oid:
        raise client_oid_repeated()
    if request.remark is not None and len(request.remark) > LONGEST_REMARK:
        raise invalid_parameter(f"The remark cannot exceed {LONGEST_REMARK} characters.")


def _check_modes(account: Account, request: OrderRequest) -> None:
    one_way = request.position_side is PositionSide.BOTH
    if account.position_mode is PositionMode.ONE_WAY and not one_way:
        raise position_mode_mismatch()
    if account.position_mode is PositionMode.HEDGE and one_way:
        raise one_way_order_in_hedge_mode()
    if request.margin_mode is not account.of(request.symbol).margin_mode:
        raise margin_mode_mismatch()


def _check_prices(request: OrderRequest, contract: Contract) -> None:
    if request.type is OrderType.LIMIT:
        _check_price("Price", request.price, contract)
    if request.stop is not None:
        _check_price("Stop price", request.stop.price, contract)


def _check_price(name: str, price: Decimal | None, contract: Contract) -> None:
    if price is None or not price.is_finite() or not 0 < price <= _LARGEST_PRICE:
        raise invalid_parameter(f"{name} parameter invalid.")
    if not on_grid(price, contract.tick_size):
        raise invalid_parameter(f"{name} must be a multiple of {contract.tick_size}")


def _check_flags(request: OrderRequest) -> None:
    if request.post_only and request.time_in_force is not TimeInForce.GTC:
        raise invalid_parameter("postOnly is invalid when timeInForce is IOC or FOK.")
    if request.post_only and (request.hidden or request.iceberg):
        raise invalid_parameter("postOnly cannot be combined with hidden or iceberg.")
    if request.iceberg and (request.visible_lots is None or request.visible_lots < 1):
        raise invalid_parameter("visibleSize is needed for an iceberg order.")


def _check_counts(account: Account, request: OrderRequest) -> None:
    if request.stop is not None:
        waiting = [each for each in account.waiting_of(request.symbol) if not each.parent_id]
        if len(waiting) >= MOST_STOPS:
            raise too_many_stops(MOST_STOPS, len(waiting))
    elif request.type is OrderType.LIMIT:
        resting = account.resting_of(request.symbol)
        if len(resting) >= MOST_RESTING:
            raise too_many_orders(MOST_RESTING, len(resting))


def _side(account: Account, request: OrderRequest) -> Side:
    """The side of an order; one that closes the position trades against it, whatever it says."""
    if request.close_order:
        holding = account.holding(request.symbol, request.position_side)
        if holding is None:
            raise nothing_to_close()
        return Side.SELL if holding.sign > 0 else Side.BUY
    if request.side is None:
        raise invalid_parameter("Side parameter cannot be empty.")
    return request.side


def _check_reduction(account: Account, request: OrderRequest, side: Side) -> None:
    holding = opposed(account, request.symbol, request.position_side, side)
    if holding is None:
        raise nothing_to_close()
    if holding.margin_mode is not MarginMode.ISOLATED or request.price is None:
        return
    bankrupt = bankruptcy_price(holding, holding.margin)
    if request.type is OrderType.LIMIT and side.sign * (request.price - bankrupt) > 0:
        raise Rejection("300006", _worse_than_bankruptcy(side, bankrupt))


def _worse_than_bankruptcy(side: Side, bankrupt: Decimal) -> str:
    word = "greater" if side is Side.SELL else "less"
    return (
        f"The close price shall be {word} than the bankruptcy price. "
        f"Current bankruptcy price: {bankrupt:.10f}."
    )


def _check_range(floor: Floor, request: OrderRequest, side: Side) -> None:
    """Hold limit prices to the contract's price range; stops wait for other prices, so not them."""
    if request.type is not OrderType.LIMIT or request.price is None or request.stop is not None:
        return
    tick = floor.market.contract(request.symbol).tick_size
    mark = floor.quote(request.symbol).mark
    if side is Side.BUY:
        highest = nearest_tick(mark * (1 + PRICE_RANGE), tick)
        if request.price > highest:
            raise price_too_high(highest)
    else:
        lowest = nearest_tick(mark * (1 - PRICE_RANGE), tick)
        if request.price < lowest:
            raise price_too_low(lowest)


def _check_bracket(floor: Floor, request: OrderRequest, side: Side, contract: Contract) -> None:
    bracket = request.bracket
    if bracket is None:
        return
    if request.stop is not None or reduces(request, side):
        raise invalid_parameter("Take profit and stop loss belong to an opening order.")
    if bracket.up_price is None and bracket.down_price is None:
        raise invalid_parameter("triggerStopUpPrice and triggerStopDownPrice are both missing.")
    now = floor.quote(request.symbol).last
    if request.type is OrderType.LIMIT and request.price is not None:
        # a limit beyond the market is filled at the market's price
        now = min(now, request.price) if side is Side.BUY else max(now, request.price)
    for name, price, sign in (
        ("triggerStopUpPrice", bracket.up_price, 1),
        ("triggerStopDownPrice", bracket.down_price, -1),
    ):
        if price is None:
            continue
        _check_price(name, price, contract)
        if sign * (price - now) <= 0:
            word = "higher" if sign > 0 else "lower"
            raise invalid_parameter(f"{name} must be {word} than the entry at {now}.")


def _lots(floor: Floor, account: Account, request: OrderRequest, side: Side) -> int:
    if request.close_order:
        holding = opposed(account, request.symbol, request.position_side, side)
        return abs(holding.lots) if holding is not None and request.stop is None else 0
    quote = floor.quote(request.symbol)
    price = request.price if request.type is OrderType.LIMIT else None
    return lots_of(request, floor.market.contract(request.symbol), price or quote.last)


def _leverage(account: Account, request: OrderRequest, side: Side, contract: Contract) -> int:
    """Leverage that an opening order is margined with; that of the position for a closing one."""
    settings = account.of(request.symbol)
    if settings.margin_mode is MarginMode.CROSS:
        return settings.cross_leverage
    holding = account.holding(request.symbol, request.position_side)
    if request.leverage is None and reduces(request, side) and holding is not None:
        return holding.leverage
    if request.leverage is None or request.leverage < 1:
        raise invalid_parameter("Leverage parameter invalid.")
    highest = risk_limit(account, contract).max_leverage
    if request.leverage > highest and not reduces(request, side):
        raise leverage_too_high(highest)
    return min(request.leverage, highest)
