"""The risk of a cross account: what it needs, what it has, and how far prices are from trouble."""

from decimal import Decimal

from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.holding import Holding
from enygma.sandbox.trading.margin import cross_holdings, maintenance_rate
from enygma.sandbox.trading.wallets import cross_equity, cross_required

# KuCoin's help page on the risk rate of cross margin: orders go at 95 %, positions at 100 %.
CANCEL_RATIO, LIQUIDATE_RATIO = Decimal("0.95"), Decimal(1)


def cross_orders(account: Account) -> list[str]:
    """Contracts in which resting orders hold cross margin back."""
    return [name for name, cost in account.reserves.items() if cost and account.is_cross(name)]


def exceeds(floor: Floor, account: Account, ratio: Decimal) -> bool:
    """Whether a cross account's risk has reached `ratio`."""
    return cross_required(floor, account) >= ratio * cross_equity(floor, account)


def calm_distance(floor: Floor, account: Account, holding: Holding) -> Decimal:
    """How far the mark price of `holding` may move, whatever the others do within their own
    distances, before the account's risk reaches the next ratio; half a tick at least.

    A move of all prices by their distances takes at most the account's slack: a position of base
    ``b`` loses ``b x d`` and needs ``b x d x rate`` more. Negative when the ratio is reached by
    now, so that no price is far enough.
    """
    ratio = CANCEL_RATIO if cross_orders(account) else LIQUIDATE_RATIO
    slack = ratio * cross_equity(floor, account) - cross_required(floor, account)
    contract = holding.contract
    if slack <= 0:
        return -contract.index_tick_size
    rate = maintenance_rate(account, holding) + contract.taker_fee
    base = abs(holding.lots) * contract.multiplier * (ratio + rate)
    distance = slack / (base * len(cross_holdings(account)))
    # Prices move in whole ticks, so nothing can happen within half of one.
    return max(distance, contract.index_tick_size / 2)
