"""Margin: what orders reserve, what positions must keep, and where they are liquidated.

Isolated positions follow KuCoin's rules since 22 May 2025 (announcement "Update to the Isolated
Margin Calculation Formula"): maintenance margin and liquidation fee at the mark price, no
bankruptcy fee held back. A recorded position of 2026 confirms them to the last digit.
"""

from decimal import Decimal
from functools import lru_cache

from enygma.sandbox.market import Contract, RiskLimitLevel
from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.holding import Holding
from enygma.sandbox.trading.money import ZERO, reserved
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.terms import MarginMode, PositionSide, Side


@lru_cache(64)
def ladder(contract: Contract) -> tuple[RiskLimitLevel, ...]:
    """The risk-limit levels of a contract, lowest notional first."""
    return contract.risk_limits


def level_of(contract: Contract, notional: Decimal) -> RiskLimitLevel:
    """The level whose limits hold `notional` in USDT; the last one beyond all of them."""
    levels = ladder(contract)
    return next((each for each in levels if notional <= each.max_risk_limit), levels[-1])


def level_allowing(contract: Contract, leverage: int) -> RiskLimitLevel:
    """The level with the largest positions that allows `leverage`; the first when none does."""
    levels = ladder(contract)
    return next((each for each in reversed(levels) if each.max_leverage >= leverage), levels[0])


def level_for(account: Account, contract: Contract) -> RiskLimitLevel:
    """The level that an account has chosen for its isolated positions."""
    return ladder(contract)[account.of(contract.symbol).risk_limit_level - 1]


def risk_limit(account: Account, contract: Contract) -> RiskLimitLevel:
    """The level that bounds an account's position.

    Isolated, it is the chosen one; cross, the highest that allows the chosen leverage.
    """
    if not account.is_cross(contract.symbol):
        return level_for(account, contract)
    return level_allowing(contract, account.of(contract.symbol).cross_leverage)


def maintenance_rate(account: Account, holding: Holding) -> Decimal:
    """Maintenance margin as a fraction of the notional, without the liquidation fee.

    A cross position takes the level of what it cost: KuCoin's own continuous formula for cross
    margin is not modelled.
    """
    if holding.margin_mode is MarginMode.CROSS:
        return level_of(holding.contract, abs(holding.cost)).maintain_margin
    return level_for(account, holding.contract).maintain_margin


def required(account: Account, holding: Holding, mark: Decimal) -> Decimal:
    """Margin in USDT that a position must keep at `mark`, liquidation fee included."""
    rate = maintenance_rate(account, holding) + holding.contract.taker_fee
    return abs(holding.value(mark)) * rate


def liquidation_price(account: Account, holding: Holding, backing: Decimal) -> Decimal:
    """The mark price at which `backing` (USDT) and result fall to the required margin.

    ``backing + lots x (P - entry) = |lots| x P x (maintenance rate + fee rate)``, solved for P;
    0 when a long cannot get there.
    """
    rate = maintenance_rate(account, holding) + holding.contract.taker_fee
    base = abs(holding.lots) * holding.contract.multiplier
    price = (holding.cost - backing) / (base * (holding.sign - rate))
    return max(price, ZERO)


def bankruptcy_price(holding: Holding, backing: Decimal) -> Decimal:
    """The price at which the loss equals `backing` in USDT; never below 0."""
    base = holding.lots * holding.contract.multiplier
    return max((holding.cost - backing) / base, ZERO)


def exposure(account: Account, contract: Contract, side: Side) -> Decimal:
    """What an account holds on one side in USDT, as the risk limit counts it.

    That is the cost of its position and the value of its resting orders that may open more.
    """
    held = (each.cost for each in account.holdings_of(contract.symbol) if each.sign == side.sign)
    resting = (
        each.remaining_lots * contract.multiplier * each.price
        for each in account.resting_of(contract.symbol)
        if each.side is side and not each.reduces_only and each.price is not None
    )
    return abs(sum(held, ZERO)) + sum(resting, ZERO)


def order_cost(value: Decimal, leverage: int, contract: Contract) -> Decimal:
    """What an opening order of `value` USDT reserves: initial margin and taker fee."""
    return reserved(value / leverage + value * contract.taker_fee)


def reserve(account: Account, contract: Contract, leverage: int | None = None) -> Decimal:
    """What the resting orders of a contract hold back in USDT, or would with another `leverage`.

    Orders against the position need nothing as far as they reduce it, the oldest first, unless
    they ask for `force_hold`.
    """
    capacity = {held.position_side: abs(held.lots) for held in account.holdings_of(contract.symbol)}
    total = ZERO
    for order in account.resting_of(contract.symbol):
        if order.price is not None and not order.reduces_only:
            value = _opening(order, account, capacity) * contract.multiplier * order.price
            total += order_cost(value, leverage or order.leverage, contract)
    return total


def _opening(order: Order, account: Account, capacity: dict[PositionSide, int]) -> int:
    """Lots of a resting order that money is held back for; `capacity` loses what it closes."""
    holding = account.holding(order.symbol, order.position_side)
    opening = order.remaining_lots
    if holding is not None and holding.sign == -order.side.sign:
        closing = min(opening, capacity[order.position_side])
        capacity[order.position_side] -= closing
        opening -= 0 if order.request.force_hold else closing
    return opening


def isolated_margin(account: Account) -> Decimal:
    """Margin of all isolated positions in USDT."""
    return sum((held.margin for held in account.holdings.values()), ZERO)


def cross_initial(account: Account) -> Decimal:
    """Initial margin of all cross positions in USDT."""
    return sum((held.initial for held in cross_holdings(account)), ZERO)


def cross_holdings(account: Account) -> list[Holding]:
    """The cross positions of an account."""
    return [held for held in account.holdings.values() if held.margin_mode is MarginMode.CROSS]


def uncommitted(account: Account) -> Decimal:
    """Balance in USDT that no position and no order holds, unrealised results left aside."""
    reserves = sum(account.reserves.values(), ZERO)
    return account.balance - isolated_margin(account) - cross_initial(account) - reserves


def cross_unrealised(floor: Floor, account: Account) -> Decimal:
    """Unrealised result of the cross positions in USDT."""
    held = cross_holdings(account)
    return sum((each.unrealised(floor.quote(each.symbol).mark) for each in held), ZERO)


def free(floor: Floor, account: Account, *, cross: bool = False) -> Decimal:
    """What an order may use in USDT; profit of cross positions counts for cross orders only."""
    unrealised = cross_unrealised(floor, account)
    return uncommitted(account) + (unrealised if cross else min(unrealised, ZERO))
