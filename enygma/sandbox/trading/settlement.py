"""What a fill does to positions, margins, balances and the house."""

from dataclasses import dataclass
from decimal import Decimal

from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.brackets import protect, relieve
from enygma.sandbox.trading.events import (
    FillHappened,
    OrderChanged,
    OrderNews,
    PositionChanged,
    PositionNews,
)
from enygma.sandbox.trading.fill import Fill
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.holding import Holding
from enygma.sandbox.trading.ledger import EntryType, LedgerEntry
from enygma.sandbox.trading.margin import cross_holdings, isolated_margin
from enygma.sandbox.trading.money import ZERO, settled
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.position import ClosedPosition
from enygma.sandbox.trading.terms import FillReason, Liquidity, MarginMode
from enygma.sandbox.trading.wallets import view

_PRICE_DIGITS = Decimal("1e-10")


@dataclass(frozen=True, slots=True)
class Execution:
    """Lots that trade at a price, seen from one order."""

    trade_id: str
    price: Decimal
    lots: int
    liquidity: Liquidity
    reason: FillReason = FillReason.TRADE


def fill(floor: Floor, order: Order, execution: Execution) -> Fill:
    """Book an execution of `order`: position, margin, balance, fee, records and events."""
    account = floor.accounts[order.uid]
    contract = floor.market.contract(order.symbol)
    value = execution.lots * contract.multiplier * execution.price
    maker = execution.liquidity is Liquidity.MAKER
    rate = contract.maker_fee if maker else contract.taker_fee
    fee = settled(value * rate)
    holding = account.holding(order.symbol, order.position_side)
    opposed = holding is not None and holding.sign == -order.side.sign
    closing = min(execution.lots, abs(holding.lots)) if holding is not None and opposed else 0
    close_fee = fee if closing == execution.lots else settled(fee * closing / execution.lots)
    order.filled_lots += execution.lots
    order.filled_value += value
    order.updated_ms = floor.now_ms
    done = _record(floor, order, execution, (value, fee, fee - close_fee, rate))
    floor.touch(order.uid, order.symbol)
    floor.tell(FillHappened(floor.now_ms, done))
    floor.tell(OrderChanged(floor.now_ms, order, OrderNews.MATCH, done))
    if holding is not None and closing:
        closed_value = closing * contract.multiplier * execution.price
        close(floor, holding, closing, closed_value, close_fee)
        if order.parent_id is not None:
            relieve(floor, order, closing)
    opening = execution.lots - closing
    if opening:
        _open(floor, order, opening, execution.price, fee - close_fee)
        protect(floor, order, opening)
    _tell_open(floor, order)
    return done


def _record(
    floor: Floor,
    order: Order,
    execution: Execution,
    amounts: tuple[Decimal, Decimal, Decimal, Decimal],
) -> Fill:
    value, fee, open_fee, rate = amounts
    done = Fill(
        trade_id=execution.trade_id,
        order_id=order.id,
        client_oid=order.client_oid,
        uid=order.uid,
        symbol=order.symbol,
        side=order.side,
        price=execution.price,
        lots=execution.lots,
        value=value,
        fee=fee,
        open_fee=open_fee,
        fee_rate=rate,
        liquidity=execution.liquidity,
        ms=floor.now_ms,
        margin_mode=order.margin_mode,
        position_side=order.position_side,
        reason=execution.reason,
    )
    floor.accounts[order.uid].fills.append(done)
    return done


def _tell_open(floor: Floor, order: Order) -> None:
    account = floor.accounts[order.uid]
    holding = account.holding(order.symbol, order.position_side)
    if holding is not None:
        tell_position(floor, account, holding, PositionNews.TRADE)


def tell_position(floor: Floor, account: Account, holding: Holding, reason: PositionNews) -> None:
    """Tell the listeners, if there are any, how a position stands."""
    if floor.listeners:
        floor.tell(PositionChanged(floor.now_ms, view(floor, account, holding), reason))


def _open(floor: Floor, order: Order, lots: int, price: Decimal, fee: Decimal) -> None:
    account = floor.accounts[order.uid]
    contract = floor.market.contract(order.symbol)
    holding = account.holding(order.symbol, order.position_side)
    if holding is None:
        holding = Holding(
            id=floor.numbering.position_id(),
            uid=order.uid,
            contract=contract,
            position_side=order.position_side,
            margin_mode=order.margin_mode,
            leverage=order.leverage,
            opened_ms=floor.now_ms,
        )
        account.holdings[order.symbol, order.position_side] = holding
    value = lots * contract.multiplier * price
    holding.increase(order.side.sign * lots, order.side.sign * value, order.leverage)
    holding.comm += fee
    pay_fee(floor, account, fee)
    book_entry(floor, account, EntryType.REALISED, -fee, fee, order.symbol)


def pay_fee(floor: Floor, account: Account, fee: Decimal) -> None:
    """Move a fee from an account to the house."""
    account.balance -= fee
    floor.house.fees += fee


def close(floor: Floor, holding: Holding, lots: int, value: Decimal, fee: Decimal) -> None:
    """Close `lots` (positive) of a position for `value` USDT and pay `fee`.

    An isolated position never loses more than its margin: what is missing comes from the
    insurance ledger.
    """
    account = floor.accounts[holding.uid]
    result, freed = holding.decrease(lots, value)
    holding.comm += fee
    account.balance += result
    pay_fee(floor, account, fee)
    relief = _relief(account, holding, freed + result - fee)
    account.balance += relief
    floor.house.insurance -= relief
    holding.realised += relief
    book_entry(floor, account, EntryType.REALISED, result - fee + relief, fee, holding.symbol)
    if not holding.lots:
        retire(floor, account, holding, liquidated=False)
        tell_position(floor, account, holding, PositionNews.TRADE)


def _relief(account: Account, holding: Holding, left: Decimal) -> Decimal:
    """What the insurance adds after a close that left `left` USDT of the closed share's margin."""
    if holding.margin_mode is MarginMode.CROSS:
        others = [held for held in cross_holdings(account) if held is not holding]
        if holding.lots or others:
            return ZERO
        return max(isolated_margin(account) - account.balance, ZERO)
    if left >= 0:
        return ZERO
    own = min(-left, max(holding.margin, ZERO))
    holding.loss += own
    return -left - own


def retire(floor: Floor, account: Account, holding: Holding, *, liquidated: bool) -> None:
    """Take an empty position out of the account and keep its history."""
    del account.holdings[holding.symbol, holding.position_side]
    multiplier = holding.contract.multiplier
    account.closed.append(
        ClosedPosition(
            id=floor.numbering.close_id(),
            position_id=holding.id,
            uid=holding.uid,
            symbol=holding.symbol,
            position_side=holding.position_side,
            margin_mode=holding.margin_mode,
            leverage=holding.leverage,
            is_long=holding.was_long,
            liquidated=liquidated,
            open_price=_mean(holding.opened_value, holding.opened_lots * multiplier),
            close_price=_mean(holding.closed_value, holding.closed_lots * multiplier),
            lots=holding.opened_lots,
            realised=holding.realised,
            fees=holding.comm,
            funding=holding.funding_total,
            result=holding.realised - holding.comm + holding.funding_total,
            opened_ms=holding.opened_ms,
            closed_ms=floor.now_ms,
        )
    )


def _mean(value: Decimal, base: Decimal) -> Decimal:
    return (value / base).quantize(_PRICE_DIGITS) if base else ZERO


def book_entry(
    floor: Floor, account: Account, kind: EntryType, amount: Decimal, fee: Decimal, remark: str
) -> None:
    """Write a change of the balance into the account's transaction history."""
    account.version += 1
    account.ledger.append(
        LedgerEntry(
            offset=floor.numbering.entry_offset(),
            uid=account.uid,
            ms=floor.now_ms,
            type=kind,
            amount=amount,
            fee=fee,
            equity=equity(floor, account),
            remark=remark,
        )
    )


def equity(floor: Floor, account: Account) -> Decimal:
    """Balance and unrealised result of an account in USDT."""
    held = account.holdings.values()
    open_result = sum((h.unrealised(floor.quote(h.symbol).mark) for h in held), ZERO)
    return account.balance + open_result
