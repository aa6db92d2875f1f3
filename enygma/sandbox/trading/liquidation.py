"""Liquidation: positions whose margin has fallen to what they must keep.

The house takes the position over at its bankruptcy price, so that its owner loses all of the
margin behind it and nothing else, and closes it with the market at the mark price. What is left
of the margin pays the liquidation fee and goes to the insurance ledger, which also pays when
nothing was left.
"""

from decimal import Decimal

from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.cross_risk import (
    CANCEL_RATIO,
    LIQUIDATE_RATIO,
    cross_orders,
    exceeds,
)
from enygma.sandbox.trading.events import FillHappened, OrderChanged, OrderNews, PositionNews
from enygma.sandbox.trading.fill import Fill
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.holding import Holding
from enygma.sandbox.trading.ledger import EntryType
from enygma.sandbox.trading.lifecycle import cancel, register
from enygma.sandbox.trading.margin import cross_holdings, free, liquidation_price, required
from enygma.sandbox.trading.money import ZERO, floor_settled, nearest_tick, settled
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.request import OrderRequest
from enygma.sandbox.trading.settlement import book_entry, retire, tell_position
from enygma.sandbox.trading.terms import (
    FillReason,
    Liquidity,
    MarginMode,
    OrderStatus,
    OrderType,
    Side,
)
from enygma.sandbox.trading.wallets import cross_equity


def liquidation_level(account: Account, holding: Holding) -> float:
    """The mark price at which an isolated position is liquidated, as the market compares it."""
    return float(liquidation_price(account, holding, holding.margin))


def liquidate_due(floor: Floor, symbol: str) -> None:
    """Liquidate whatever is due in a contract: its isolated positions, and cross accounts."""
    for account in floor.accounts.values():
        for holding in account.holdings_of(symbol):
            if holding.margin_mode is MarginMode.CROSS:
                _check_cross(floor, account)
            elif _is_due(floor, account, holding) and not _auto_deposit(floor, account, holding):
                _cancel_orders(floor, account, holding)
                backing = holding.margin + holding.unrealised(floor.quote(symbol).mark)
                _take_over(floor, account, holding, backing)


def _is_due(floor: Floor, account: Account, holding: Holding) -> bool:
    level = liquidation_level(account, holding)
    mark = float(floor.quote(holding.symbol).mark)
    return mark <= level if holding.sign > 0 else mark >= level


def _auto_deposit(floor: Floor, account: Account, holding: Holding) -> bool:
    """Add up to another initial margin from the free balance, if the account wants that."""
    if not account.of(holding.symbol).auto_deposit:
        return False
    amount = min(free(floor, account), floor_settled(abs(holding.cost) / holding.leverage))
    if amount <= 0:
        return False
    holding.added += amount
    floor.touch(account.uid, holding.symbol)
    tell_position(floor, account, holding, PositionNews.AUTO_DEPOSIT)
    return True


def _check_cross(floor: Floor, account: Account) -> None:
    held = cross_holdings(account)
    if not held:
        return
    # The distances of all cross positions are worth something together only.
    floor.changed.update(each.symbol for each in held)
    if exceeds(floor, account, CANCEL_RATIO):
        for symbol in cross_orders(account):
            for order in account.resting_of(symbol):
                cancel(floor, order)
            account.reserves[symbol] = ZERO
    if exceeds(floor, account, LIQUIDATE_RATIO):
        _liquidate_cross(floor, account)


def _liquidate_cross(floor: Floor, account: Account) -> None:
    """Take over all cross positions; each gives up equity by its share of the required margin."""
    held = cross_holdings(account)
    for holding in held:
        _cancel_orders(floor, account, holding)
    equity = cross_equity(floor, account)
    needs = [required(account, each, floor.quote(each.symbol).mark) for each in held]
    shares = [floor_settled(equity * need / sum(needs, ZERO)) for need in needs]
    shares[-1] = equity - sum(shares[:-1], ZERO)
    for holding, share in zip(held, shares, strict=True):
        _take_over(floor, account, holding, share)


def _cancel_orders(floor: Floor, account: Account, holding: Holding) -> None:
    for order in account.active_of(holding.symbol):
        if order.position_side is holding.position_side:
            cancel(floor, order)


def _take_over(floor: Floor, account: Account, holding: Holding, left: Decimal) -> None:
    """Close a position for its owner, who gives up the `left` USDT that it still is worth."""
    quote = floor.quote(holding.symbol)
    lots, worth = holding.lots, holding.value(quote.mark)
    fee = settled(abs(worth) * holding.contract.taker_fee)
    result = holding.unrealised(quote.mark) - left
    done = _record(floor, account, holding, holding.cost + result)
    account.balance += result
    holding.decrease(abs(lots), done.value)
    floor.house.trade(holding.symbol, -lots, -worth)
    floor.house.fees += fee
    floor.house.insurance += left - fee
    book_entry(floor, account, EntryType.REALISED, result, ZERO, holding.symbol)
    retire(floor, account, holding, liquidated=True)
    floor.touch(account.uid, holding.symbol)
    tell_position(floor, account, holding, PositionNews.LIQUIDATION)


def _record(floor: Floor, account: Account, holding: Holding, worth: Decimal) -> Fill:
    """The order and the fill of a takeover, as the owner's history shows them."""
    order = _order(floor, holding)
    register(floor, order)
    value = holding.sign * worth
    order.filled_lots, order.filled_value = order.lots, value
    base = order.lots * holding.contract.multiplier
    fill = Fill(
        trade_id=floor.numbering.trade_id(),
        order_id=order.id,
        client_oid=order.client_oid,
        uid=order.uid,
        symbol=order.symbol,
        side=order.side,
        price=nearest_tick(max(value, ZERO) / base, holding.contract.tick_size),
        lots=order.lots,
        value=value,
        fee=ZERO,
        open_fee=ZERO,
        fee_rate=ZERO,
        liquidity=Liquidity.TAKER,
        ms=floor.now_ms,
        margin_mode=holding.margin_mode,
        position_side=holding.position_side,
        reason=FillReason.LIQUIDATION,
    )
    account.fills.append(fill)
    floor.tell(FillHappened(floor.now_ms, fill))
    floor.tell(OrderChanged(floor.now_ms, order, OrderNews.MATCH, fill))
    floor.tell(OrderChanged(floor.now_ms, order, OrderNews.FILLED))
    return fill


def _order(floor: Floor, holding: Holding) -> Order:
    side = Side.SELL if holding.sign > 0 else Side.BUY
    request = OrderRequest(
        client_oid="",
        symbol=holding.symbol,
        side=side,
        type=OrderType.MARKET,
        leverage=holding.leverage,
        lots=abs(holding.lots),
        reduce_only=True,
        margin_mode=holding.margin_mode,
        position_side=holding.position_side,
    )
    return Order(
        id="0",
        uid=holding.uid,
        request=request,
        side=side,
        lots=abs(holding.lots),
        leverage=holding.leverage,
        margin_mode=holding.margin_mode,
        position_side=holding.position_side,
        created_ms=floor.now_ms,
        status=OrderStatus.DONE,
        updated_ms=floor.now_ms,
        active_ms=floor.now_ms,
        ended_ms=floor.now_ms,
    )
