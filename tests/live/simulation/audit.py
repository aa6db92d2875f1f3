"""Holds freqtrade's database against the exchange, once everything has calmed down."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from enygma.sandbox.market import Market
from enygma.sandbox.trading.exchange import Exchange
from enygma.sandbox.trading.terms import FillReason


@dataclass(frozen=True)
class TradeRow:
    """A trade as the database holds it; `lots` is signed."""

    number: int
    symbol: str
    lots: int
    is_open: bool


class Database:
    """What freqtrade wrote, read past freqtrade."""

    def __init__(self, path: Path, market: Market) -> None:
        self._path = path
        self._contracts = {each.pair: each for each in market.contracts}

    def trades(self) -> list[TradeRow]:
        """Every trade, oldest first."""
        rows = self._rows("SELECT id, pair, amount, is_short, is_open FROM trades ORDER BY id")
        return [self._trade(*row) for row in rows]

    def earned_before_fees(self) -> Decimal:
        """Profits of all closed trades and the fees that were subtracted in them, in USDT."""
        ((profit,),) = self._rows(
            "SELECT COALESCE(SUM(close_profit_abs), 0) FROM trades WHERE NOT is_open"
        )
        fees = self._rows(
            "SELECT o.filled * o.average, CASE WHEN o.ft_order_side = 'stoploss' "
            "OR (o.ft_order_side = 'buy') = t.is_short THEN t.fee_close ELSE t.fee_open END "
            "FROM orders o JOIN trades t ON t.id = o.ft_trade_id "
            "WHERE o.filled > 0 AND NOT t.is_open"
        )
        subtracted = sum((_decimal(value) * _decimal(rate) for value, rate in fees), Decimal(0))
        return _decimal(profit) + subtracted

    def order_ids(self) -> set[str]:
        """The exchange's ids of every order that belongs to a trade."""
        return {str(row[0]) for row in self._rows("SELECT order_id FROM orders")}

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def _trade(
        self, number: object, pair: object, amount: object, is_short: object, is_open: object
    ) -> TradeRow:
        contract = self._contracts[str(pair)]
        lots = round(_decimal(amount) / contract.multiplier)
        signed = -lots if is_short else lots
        return TradeRow(int(str(number)), contract.symbol, signed, bool(is_open))


def _decimal(value: object) -> Decimal:
    return Decimal(str(value or 0))


def differences(database: Database, exchange: Exchange, uid: int) -> Iterator[tuple[str, str]]:
    """Where database and exchange disagree: a name for the kind, and what it is."""
    if (off := exchange.books_balance()) != 0:
        yield "books", f"the books are off by {off} USDT"
    yield from _positions(database, exchange, uid)
    known = database.order_ids()
    for fill in exchange.fills(uid):
        if fill.order_id not in known and fill.reason is FillReason.TRADE:
            yield "lost fill", f"order {fill.order_id} of {fill.symbol} filled, no trade has it"
    held = {each.symbol: each.lots for each in exchange.positions(uid)}
    for order in exchange.orders(uid):
        # the stop that came with an entry stays behind the one in the database
        protects = order.reduces_only and held.get(order.symbol, 0) * order.side.sign < 0
        if order.is_active and order.id not in known and not protects:
            yield "unknown order", f"{order.id} of {order.symbol} is live, no trade has it"


def _positions(database: Database, exchange: Exchange, uid: int) -> Iterator[tuple[str, str]]:
    held = {each.symbol: each.lots for each in exchange.positions(uid) if each.lots}
    booked: dict[str, int] = {}
    for trade in database.trades():
        if trade.is_open:
            booked[trade.symbol] = booked.get(trade.symbol, 0) + trade.lots
    for symbol in sorted(held.keys() | booked.keys()):
        there, here = held.get(symbol, 0), booked.get(symbol, 0)
        if there != here:
            yield "position", f"{symbol}: {there} lots on the exchange, {here} in the database"


def money_difference(database: Database, exchange: Exchange, uid: int, deposit: Decimal) -> Decimal:
    """What the flat account earned beyond what the database says, fees aside, in USDT.

    freqtrade keeps one fee rate for all exits of a trade, so that a slice sold as maker makes the
    rest cheaper than it was; what was bought and sold, and for how much, has to agree.
    """
    fees = sum((each.fee for each in exchange.fills(uid)), Decimal(0))
    earned = exchange.overview(uid, "USDT").balance - deposit + fees
    return earned - database.earned_before_fees()
