"""Funding: what long and short positions pay each other at every settlement."""

from decimal import Decimal

from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.events import PositionNews, PositionSettled
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.holding import Holding
from enygma.sandbox.trading.ledger import EntryType, FundingPayment
from enygma.sandbox.trading.money import ZERO, exact, settled
from enygma.sandbox.trading.settlement import book_entry, tell_position
from enygma.sandbox.trading.terms import MarginMode


def next_settlement(floor: Floor, symbol: str, until_ms: int) -> int | None:
    """The first settlement of a contract after now and up to `until_ms`."""
    times, _ = floor.market.funding_rates(symbol, floor.now_ms + 1, until_ms + 1, until_ms)
    return int(times[0]) if len(times) else None


def settle_due(floor: Floor, symbol: str) -> None:
    """Settle the funding of a contract's positions if this is its moment."""
    now_ms = floor.now_ms
    times, rates = floor.market.funding_rates(symbol, now_ms, now_ms + 1, now_ms)
    if not len(times):
        return
    for account in floor.accounts.values():
        for holding in account.holdings_of(symbol):
            _settle(floor, account, holding, exact(float(rates[0])))


def _settle(floor: Floor, account: Account, holding: Holding, rate: Decimal) -> None:
    """Pay ``notional at the mark price x rate``, longs to shorts when the rate is positive.

    An isolated position pays from its margin; beyond that the insurance ledger pays.
    """
    mark = floor.quote(holding.symbol).mark
    value = holding.value(mark)
    due = -settled(value * rate)
    amount = due
    if holding.margin_mode is MarginMode.ISOLATED:
        amount = max(due, -max(holding.margin, ZERO))
        holding.funding += amount
    account.balance += amount
    holding.funding_total += amount
    floor.house.cash -= due
    floor.house.insurance += due - amount
    payment = FundingPayment(
        id=floor.numbering.payment_id(),
        uid=account.uid,
        symbol=holding.symbol,
        ms=floor.now_ms,
        rate=rate,
        mark_price=mark,
        lots=holding.lots,
        value=value,
        amount=amount,
        margin_mode=holding.margin_mode,
        position_side=holding.position_side,
    )
    account.funding.append(payment)
    book_entry(floor, account, EntryType.REALISED, amount, ZERO, holding.symbol)
    floor.touch(account.uid, holding.symbol)
    floor.tell(PositionSettled(floor.now_ms, payment))
    tell_position(floor, account, holding, PositionNews.FUNDING)
