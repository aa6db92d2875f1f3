"""Fills that happened while nobody looked: stops, liquidations, orders of a bot that crashed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from freqtrade.persistence import Order, Trade
from freqtrade.util import dt_now, dt_ts

from enygma.exchange.intents import Purpose
from enygma.exchange.settings import ExchangeSettings
from enygma.guards.adoption import is_invented
from enygma.guards.book import STOP

WINDOW = timedelta(days=7)
"""KuCoin answers fills of at most a week per question (its documentation of fills)."""

LOOKBACK = timedelta(minutes=1)
LIQUIDATION = "liquidation"


@dataclass(frozen=True)
class OrderFills:
    """All fills of one order.

    Attributes:
        order_id: KuCoin's id.
        side: buy or sell.
        lots: Whole contracts that were traded.
        price: Their average price.
        fee: Fees in the settle currency.
        currency: That currency.
        last_ms: When the last of them happened, in Unix milliseconds.
        order_type: limit or market.
        is_stop: Whether a stop had triggered the order.
        is_liquidation: Whether the exchange closed the position.
    """

    order_id: str
    side: str
    lots: int
    price: Decimal
    fee: Decimal
    currency: str
    last_ms: int
    order_type: str
    is_stop: bool
    is_liquidation: bool


class LostFills:
    """Books fills of orders that the database does not have, through freqtrade's own functions."""

    def __init__(self, bot: Any) -> None:
        self._bot = bot
        self._exchange = bot.exchange
        self._settings = ExchangeSettings.of(bot.config)

    def book(self, trade: Any, lots_held: int) -> str:
        """Book what explains that the exchange holds `lots_held` of a trade.

        What reduced the position is booked whoever ordered it, because it is gone. What added to
        it is booked if this bot ordered it, or if unknown positions are to be adopted.

        Returns:
            The orders that were booked, for a message; empty if none was found.

        Raises:
            TemporaryError: The fills could not be read.
        """
        since = max(_known_since(trade) - LOOKBACK, dt_now() - WINDOW)
        orders = by_order(self._exchange.fill_rows(trade.pair, dt_ts(since)))
        told = [self._refresh(trade, fills) for fills in orders if _is_open(trade, fills.order_id)]
        for fills in _unbooked(trade, orders):
            gap = lots_held - self._exchange.lots_of(trade.pair, trade.amount)
            if not trade.is_open or gap == 0:
                break
            adds = fills.side == trade.entry_side
            if adds != (gap > 0) or (adds and not self._may_add(fills)):
                continue
            self._attach(trade, fills)
            price = f"{float(fills.price):.10g}"
            told.append(f"{fills.side} {fills.lots} lots at {price} (order {fills.order_id})")
        return ", ".join(told)

    def _may_add(self, fills: OrderFills) -> bool:
        record = self._exchange.intents.of_order(fills.order_id)
        ours = record is not None and record.intent.purpose is Purpose.ENTRY
        return ours or self._settings.unknown_positions == "adopt"

    def _refresh(self, trade: Any, fills: OrderFills) -> str:
        """Let freqtrade ask now for an order that it has, instead of in its next loop."""
        is_stop = any(
            order.ft_order_side == STOP
            for order in trade.orders
            if order.order_id == fills.order_id
        )
        # asked here, as funding is only booked with a stop whose state is told
        order = self._exchange.fetch_order_or_stoploss_order(fills.order_id, trade.pair, is_stop)
        self._bot.update_trade_state(trade, fills.order_id, order, stoploss_order=is_stop)
        return f"order {fills.order_id} of trade {trade.id}"

    def _attach(self, trade: Any, fills: OrderFills) -> None:
        order = self._as_order(trade.pair, fills)
        is_stop = fills.is_stop and fills.side == trade.exit_side
        if fills.side == trade.exit_side and not is_stop:
            trade.exit_reason = LIQUIDATION if fills.is_liquidation else "closed_on_exchange"
        order_obj = Order.parse_from_ccxt_object(order, trade.pair, STOP if is_stop else fills.side)
        # not committed by itself: the order and what follows from it are saved together
        trade.orders.append(order_obj)
        self._bot.update_trade_state(trade, fills.order_id, order, stoploss_order=is_stop)
        Trade.commit()
        if record := self._exchange.intents.of_order(fills.order_id):
            self._exchange.intents.settle(record.intent.client_oid)

    def _as_order(self, pair: str, fills: OrderFills) -> dict[str, Any]:
        """The order as ccxt would tell it, in the base currency."""
        amount = self._exchange.amount_of(pair, fills.lots)
        price = float(fills.price)
        fee = {"cost": float(fills.fee), "currency": fills.currency}
        return {
            "id": fills.order_id,
            "symbol": pair,
            "side": fills.side,
            "type": fills.order_type,
            "status": "closed",
            "price": price,
            "average": price,
            "amount": amount,
            "filled": amount,
            "remaining": 0.0,
            "cost": amount * price,
            "timestamp": fills.last_ms,
            "lastTradeTimestamp": fills.last_ms,
            "fee": {**fee, "rate": fee["cost"] / (amount * price) if amount * price else None},
            "info": {},
        }


def _is_open(trade: Any, order_id: str) -> bool:
    return any(order.order_id == order_id and order.ft_is_open for order in trade.orders)


def _unbooked(trade: Any, orders: list[OrderFills]) -> list[OrderFills]:
    """Fills of orders that the database does not have, oldest first."""
    unknown = [each for each in orders if Order.order_by_id(each.order_id, trade.pair) is None]
    return sorted(unknown, key=lambda fills: fills.last_ms)


def _known_since(trade: Any) -> datetime:
    """From when on every fill of a trade is one of its own; an adopted position had others."""
    for order in trade.orders:
        if is_invented(order.order_id) and order.order_update_date:
            adopted: datetime = order.order_update_date.replace(tzinfo=UTC)
            return adopted + LOOKBACK
    opened: datetime = trade.open_date_utc
    return opened


def by_order(rows: Iterable[Mapping[str, Any]]) -> list[OrderFills]:
    """The fills of each order, out of rows of `GET /api/v1/fills`."""
    orders: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        orders.setdefault(str(row["orderId"]), {})[str(row["tradeId"])] = row
    return [_summed(order_id, list(fills.values())) for order_id, fills in orders.items()]


def _summed(order_id: str, rows: list[Mapping[str, Any]]) -> OrderFills:
    lots = sum(int(Decimal(str(row["size"]))) for row in rows)
    value = sum(
        (Decimal(str(row["price"])) * Decimal(str(row["size"])) for row in rows), Decimal(0)
    )
    first = rows[0]
    return OrderFills(
        order_id=order_id,
        side=str(first["side"]),
        lots=lots,
        price=value / lots,
        fee=sum((Decimal(str(row["fee"])) for row in rows), Decimal(0)),
        currency=str(first.get("feeCurrency") or first.get("settleCurrency")),
        last_ms=max(int(row["createdAt"]) for row in rows),
        order_type=str(first.get("orderType") or "market"),
        is_stop=bool(first.get("stop")),
        is_liquidation=str(first.get("tradeType", "")).lower().startswith(("liquid", "adl")),
    )
