"""Whether an account can pay for an order: margin, fees and risk limit."""

from decimal import Decimal

from enygma.sandbox.market import Contract
from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.closing import opposed
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.margin import exposure, free, order_cost, risk_limit
from enygma.sandbox.trading.matching import Step
from enygma.sandbox.trading.money import ZERO
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.rejection import (
    balance_insufficient,
    maximum_open_limit,
    risk_limit_exceeded,
)
from enygma.sandbox.trading.terms import MarginMode


def check_funds(floor: Floor, order: Order, steps: list[Step], resting_lots: int) -> None:
    """Check that an order that trades `steps` now and rests `resting_lots` is paid for.

    Raises Rejection 300003 (330008 on cross margin) without the funds and 300005 when the
    position would outgrow its risk limit.
    """
    if order.reduces_only:
        return
    account, contract = floor.accounts[order.uid], floor.market.contract(order.symbol)
    opening = _opening(account, order, contract, steps, resting_lots)
    if not opening:
        return
    _check_risk_limit(account, order, contract, sum(opening, ZERO))
    cost = sum((order_cost(value, order.leverage, contract) for value in opening), ZERO)
    cross = order.margin_mode is MarginMode.CROSS
    if cost > free(floor, account, cross=cross):
        raise maximum_open_limit() if cross else balance_insufficient(cost)


def _opening(
    account: Account, order: Order, contract: Contract, steps: list[Step], resting_lots: int
) -> list[Decimal]:
    """Notional of each part that opens a position; what closes one comes first and is free."""
    holding = opposed(account, order.symbol, order.position_side, order.side)
    capacity = abs(holding.lots) if holding is not None else 0
    parts = []
    for price, lots in [(step.price, step.lots) for step in steps]:
        closing = min(lots, capacity)
        capacity -= closing
        parts.append((lots - closing) * contract.multiplier * price)
    if resting_lots and order.price is not None:
        earlier = sum(each.remaining_lots for each in _rivals(account, order))
        closing = 0 if order.request.force_hold else min(resting_lots, max(capacity - earlier, 0))
        parts.append((resting_lots - closing) * contract.multiplier * order.price)
    return [value for value in parts if value]


def _rivals(account: Account, order: Order) -> list[Order]:
    """Older resting orders that would reduce the same position first."""
    return [
        each
        for each in account.resting_of(order.symbol)
        if each.side is order.side
        and each.position_side is order.position_side
        and not each.reduces_only
    ]


def _check_risk_limit(account: Account, order: Order, contract: Contract, value: Decimal) -> None:
    limit = risk_limit(account, contract).max_risk_limit
    if exposure(account, contract, order.side) + value > limit:
        raise risk_limit_exceeded(limit)
