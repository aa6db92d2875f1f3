"""Giving a position a trade in freqtrade's database, with its real price, size and leverage."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from freqtrade.exchange import timeframe_to_minutes
from freqtrade.leverage.liquidation_price import update_liquidation_prices
from freqtrade.persistence import Order, Trade
from freqtrade.util import dt_from_ts, dt_now

from enygma.exchange.intents import IntentRecord, Purpose
from enygma.guards.book import knows_order

if TYPE_CHECKING:
    from enygma.exchange.account_state import LiveOrder, OpenPosition

logger = logging.getLogger(__name__)

TAG = "adopted"
"""Enter tag of a trade that was made for a position."""


class Adoption:
    """Makes trades as freqtrade's own `execute_entry` does, for orders that were placed already."""

    def __init__(self, bot: Any) -> None:
        self._bot = bot
        self._exchange = bot.exchange

    def adopt_journaled(self, position: OpenPosition) -> str:
        """Make the trade of a position that this bot ordered but did not book.

        Returns:
            What was adopted, as a sentence; empty when the journal explains nothing.

        Raises:
            FreqtradeException: The order could not be read.
        """
        told = [
            self._adopt_intent(record)
            for record in self._exchange.intents.open_intents(Purpose.ENTRY, position.pair)
            if record.order_id is not None
            and record.intent.position_side == position.side
            and not knows_order(record.order_id, position.pair)
        ]
        return " ".join(told)

    def adopt_entry(self, order_id: str, pair: str) -> str:
        """Make the trade of an entry in the journal, even if its position is gone again.

        Returns:
            What was adopted, as a sentence; empty when the database has it by now.

        Raises:
            FreqtradeException: The order could not be read.
        """
        record = self._exchange.intents.of_order(order_id)
        if record is None or knows_order(order_id, pair):
            return ""
        return self._adopt_intent(record)

    def adopt_order(self, order: LiveOrder) -> str:
        """Book an order of this bot that waits on the exchange and that the database lacks.

        Raises:
            FreqtradeException: The order could not be read.
        """
        record = self._exchange.intents.of_order(order.id)
        if record is not None and record.intent.purpose is Purpose.ENTRY:
            return self._adopt_intent(record)
        trade = _trade_to_leave(order)
        if trade is not None:
            return self._attach(trade, self._exchange.fetch_order(order.id, order.pair))
        self._exchange.cancel_order(order.id, order.pair)
        return f"Order {order.id} belongs to no trade and was cancelled."

    def objection(self, position: OpenPosition) -> str | None:
        """Why a position cannot become a trade of this bot, or None."""
        wanted = self._exchange.margin_mode.value.upper()
        if position.margin_mode.upper() != wanted:
            return f"its margin mode is {position.margin_mode}, the bot's is {wanted}."
        if any(trade.pair == position.pair for trade in Trade.get_open_trades()):
            return "freqtrade holds one trade per pair, and there is one already."
        if position.leverage < 1:
            return "the exchange does not tell its leverage."
        return None

    def adopt_foreign(self, position: OpenPosition) -> str:
        """Make a trade for a position that somebody else opened, and place its stop."""
        amount = self._exchange.amount_of(position.pair, position.lots)
        order = _invented_order(position, amount)
        trade = self._new_trade(order, position.side == "short", float(position.leverage))
        self._enter(trade, order)
        fee = self._exchange.get_fee(symbol=position.pair, taker_or_maker="taker")
        trade.update_fee(fee * order["cost"], trade.stake_currency, fee, trade.entry_side)
        self._bot.wallets.update()
        update_liquidation_prices(
            trade,
            exchange=self._exchange,
            wallets=self._bot.wallets,
            stake_currency=self._bot.config["stake_currency"],
            dry_run=False,
        )
        Trade.commit()
        self._bot.create_stoploss_order(trade=trade, stop_price=trade.stoploss_or_liquidation)
        Trade.commit()
        return f"It is trade {trade.id} now, with a stop at {trade.stoploss_or_liquidation}."

    def _adopt_intent(self, record: IntentRecord) -> str:
        intent = record.intent
        order = self._exchange.fetch_order(record.order_id, intent.pair)
        if order["status"] != "open" and not order["filled"]:
            self._exchange.intents.settle(intent.client_oid)
            return f"Order {order['id']} ended without a fill, there is nothing to book."
        trade = _trade_of(intent.pair, intent.is_short)
        if trade is not None:
            told = self._attach(trade, order)
        else:
            trade = self._new_trade(order, intent.is_short, float(intent.leverage))
            self._enter(trade, order)
            self._follow(trade, order)
            told = f"It is trade {trade.id} now: order {order['id']} was placed but never booked."
        self._exchange.intents.settle(intent.client_oid)
        return told

    def _attach(self, trade: Any, order: dict[str, Any]) -> str:
        order_obj = Order.parse_from_ccxt_object(order, trade.pair, order["side"])
        # a closed order is not committed by itself: what follows from it is saved with it
        trade.orders.append(order_obj)
        if order["status"] == "open":
            Trade.commit()
        self._follow(trade, order)
        return f"Order {order['id']} ({order['side']}) belongs to trade {trade.id} now."

    def _enter(self, trade: Any, order: dict[str, Any]) -> None:
        order_obj = Order.parse_from_ccxt_object(order, trade.pair, trade.entry_side)
        order_obj.ft_order_tag = TAG
        trade.orders.append(order_obj)
        trade.recalc_trade_from_orders()
        Trade.session.add(trade)
        Trade.commit()

    def _follow(self, trade: Any, order: dict[str, Any]) -> None:
        """Let freqtrade draw its conclusions from an order that has ended already."""
        self._bot.wallets.update()
        if order["status"] != "open":
            self._bot.update_trade_state(trade, order["id"], order)

    def _new_trade(self, order: dict[str, Any], is_short: bool, leverage: float) -> Any:
        pair, exchange, config = order["symbol"], self._exchange, self._bot.config
        rate = order.get("average") or order.get("price")
        rate = float(rate or exchange.get_rate(pair, side="entry", is_short=is_short, refresh=True))
        fee = exchange.get_fee(symbol=pair, taker_or_maker="taker")
        trade = Trade(
            pair=pair,
            base_currency=exchange.get_pair_base_currency(pair),
            stake_currency=config["stake_currency"],
            stake_amount=order["amount"] * rate / leverage,
            amount=0,
            is_open=True,
            amount_requested=order["amount"],
            fee_open=fee,
            fee_close=fee,
            open_rate=rate,
            open_rate_requested=rate,
            open_date=dt_from_ts(order["timestamp"]) if order.get("timestamp") else dt_now(),
            exchange=exchange.id,
            strategy=self._bot.strategy.get_strategy_name(),
            enter_tag=TAG,
            timeframe=timeframe_to_minutes(config["timeframe"]),
            leverage=leverage,
            is_short=is_short,
            trading_mode=self._bot.trading_mode,
            funding_fees=0,
            amount_precision=exchange.get_precision_amount(pair),
            price_precision=exchange.get_precision_price(pair),
            precision_mode=exchange.precisionMode,
            precision_mode_price=exchange.precision_mode_price,
            contract_size=exchange.get_contract_size(pair),
        )
        trade.adjust_stop_loss(trade.open_rate, self._bot.strategy.stoploss, initial=True)
        return trade


def _trade_of(pair: str, is_short: bool) -> Any:
    open_trades = Trade.get_open_trades()
    found = (each for each in open_trades if (each.pair, each.is_short) == (pair, is_short))
    return next(found, None)


def _trade_to_leave(order: LiveOrder) -> Any:
    """The trade that an order which only reduces would leave."""
    return _trade_of(order.pair, order.side == "buy") if order.reduces else None


def is_invented(order_id: object) -> bool:
    """Whether an order only stands for how an adopted position came about."""
    return str(order_id).startswith(f"{TAG}-")


def _invented_order(position: OpenPosition, amount: float) -> dict[str, Any]:
    """An order that stands for however a foreign position came about."""
    price = float(position.entry_price)
    return {
        "id": f"{TAG}-{position.symbol}-{position.side}-{position.opened_ms}",
        "symbol": position.pair,
        "side": "buy" if position.side == "long" else "sell",
        "type": "market",
        "status": "closed",
        "price": price,
        "average": price,
        "amount": amount,
        "filled": amount,
        "remaining": 0.0,
        "cost": amount * price,
        "timestamp": position.opened_ms,
        "lastTradeTimestamp": position.opened_ms,
        "fee": None,
        "info": {},
    }
