"""The numbers of accounts, computed from their positions and orders."""

from decimal import Decimal

from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.holding import Holding
from enygma.sandbox.trading.margin import (
    bankruptcy_price,
    cross_holdings,
    cross_initial,
    cross_unrealised,
    free,
    isolated_margin,
    level_for,
    liquidation_price,
    maintenance_rate,
    required,
    reserve,
    risk_limit,
)
from enygma.sandbox.trading.money import ZERO
from enygma.sandbox.trading.position import Position
from enygma.sandbox.trading.terms import MarginMode
from enygma.sandbox.trading.wallet import Wallet

SETTLEMENT = "USDT"
_ENTRY_DIGITS = Decimal("1e-10")


def wallet(floor: Floor, account: Account) -> Wallet:
    """The account in USDT as it stands now."""
    cross_reserve = _cross_reserve(account)
    reserves = sum(account.reserves.values(), ZERO)
    unrealised = _isolated_unrealised(floor, account)
    return Wallet(
        uid=account.uid,
        currency=SETTLEMENT,
        balance=account.balance,
        isolated_position_margin=isolated_margin(account),
        isolated_order_margin=reserves - cross_reserve,
        isolated_unrealised=unrealised,
        cross_position_margin=cross_initial(account),
        cross_order_margin=cross_reserve,
        cross_unrealised=cross_unrealised(floor, account),
        available=max(free(floor, account, cross=True), ZERO),
        max_withdraw=max(free(floor, account), ZERO),
        risk_ratio=risk_ratio(floor, account),
        version=account.version,
    )


def _isolated_unrealised(floor: Floor, account: Account) -> Decimal:
    held = (h for h in account.holdings.values() if h.margin_mode is MarginMode.ISOLATED)
    return sum((each.unrealised(floor.quote(each.symbol).mark) for each in held), ZERO)


def _cross_reserve(account: Account) -> Decimal:
    return sum((cost for name, cost in account.reserves.items() if account.is_cross(name)), ZERO)


def cross_equity(floor: Floor, account: Account) -> Decimal:
    """What stands behind the cross positions in USDT, their result included."""
    isolated_reserve = sum(account.reserves.values(), ZERO) - _cross_reserve(account)
    fixed = account.balance - isolated_margin(account) - isolated_reserve
    return fixed + cross_unrealised(floor, account)


def cross_required(floor: Floor, account: Account) -> Decimal:
    """Maintenance margin and closing fees of cross positions and resting cross orders in USDT."""
    held = cross_holdings(account)
    positions = sum((required(account, h, floor.quote(h.symbol).mark) for h in held), ZERO)
    return positions + sum(_orders_required(floor, account), ZERO)


def _orders_required(floor: Floor, account: Account) -> list[Decimal]:
    costs = []
    for symbol, cost in account.reserves.items():
        if cost and account.is_cross(symbol):
            contract = floor.market.contract(symbol)
            value = cost / (1 / Decimal(account.of(symbol).cross_leverage) + contract.taker_fee)
            costs.append(
                value * (level_for(account, contract).maintain_margin + contract.taker_fee)
            )
    return costs


def risk_ratio(floor: Floor, account: Account) -> Decimal:
    """Required margin over equity of the cross side (KuCoin's help page on the cross margin risk
    rate); 0 without cross positions, 1 when nothing is left."""
    if not cross_holdings(account):
        return ZERO
    equity = cross_equity(floor, account)
    need = cross_required(floor, account)
    return min(need / equity, Decimal(1)) if equity > 0 else Decimal(1)


def view(floor: Floor, account: Account, holding: Holding) -> Position:
    """A position as the client sees it now."""
    contract, mark = holding.contract, floor.quote(holding.symbol).mark
    backing = _backing(floor, account, holding)
    base = holding.lots * contract.multiplier
    limit = risk_limit(account, contract)
    return Position(
        id=holding.id,
        uid=holding.uid,
        symbol=holding.symbol,
        position_side=holding.position_side,
        margin_mode=holding.margin_mode,
        leverage=holding.leverage,
        lots=holding.lots,
        cost=holding.cost,
        entry_price=(holding.cost / base).quantize(_ENTRY_DIGITS) if base else ZERO,
        mark_price=mark,
        mark_value=holding.value(mark),
        initial=holding.initial,
        added=holding.added,
        funding=holding.funding,
        loss=holding.loss,
        margin=holding.margin if holding.margin_mode is MarginMode.ISOLATED else holding.initial,
        maintenance=required(account, holding, mark),
        maintenance_rate=maintenance_rate(account, holding),
        unrealised=holding.unrealised(mark),
        realised=holding.realised,
        fees=holding.comm,
        funding_total=holding.funding_total,
        liquidation_price=liquidation_price(account, holding, backing) if base else ZERO,
        bankruptcy_price=bankruptcy_price(holding, backing) if base else ZERO,
        risk_limit_level=limit.level,
        risk_limit=limit.max_risk_limit,
        auto_deposit=account.of(holding.symbol).auto_deposit,
        opened_ms=holding.opened_ms,
        ms=floor.now_ms,
    )


def _backing(floor: Floor, account: Account, holding: Holding) -> Decimal:
    """Margin that stands behind a position; for a cross one what the others leave over."""
    if holding.margin_mode is MarginMode.ISOLATED:
        return holding.margin
    mark = floor.quote(holding.symbol).mark
    others = cross_required(floor, account) - required(account, holding, mark)
    return cross_equity(floor, account) - holding.unrealised(mark) - others


def refresh_reserve(floor: Floor, account: Account, symbol: str) -> None:
    """Compute anew what the resting orders of a contract hold back."""
    account.reserves[symbol] = reserve(account, floor.market.contract(symbol))
