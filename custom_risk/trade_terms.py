"""Reads what risk needs out of a trade of freqtrade's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from custom_risk.inputs import finite, positive
from custom_risk.market import Market, step_of
from custom_risk.position import Position
from custom_risk.side import Side

ONE = Decimal(1)


def position_of(trade: Any, size: Decimal | None = None) -> Position:
    """The open position of a `freqtrade.persistence.LocalTrade`; another `size` in its place.

    Raises
    ------
    RiskInputError
        If one of its numbers is missing or not finite.
    """
    return Position(
        side=Side.SHORT if trade.is_short else Side.LONG,
        entry=positive("entry price", trade.open_rate),
        leverage=positive("leverage", trade.leverage or 1.0),
        size=positive("position size", trade.amount if size is None else size),
        fee_open=finite("entry fee", trade.fee_open or 0.0),
        fee_close=finite("exit fee", trade.fee_close or 0.0),
        funding=finite("funding", trade.funding_fees or 0.0),
    )


def size_with_pending(trade: Any) -> Decimal:
    """The size the trade has once its open entry orders are filled, in base currency.

    freqtrade counts a fill when its order is done, so that a trade whose first order is open has
    no size of its own yet. An order that fills in parts counts with all that was ordered.

    Raises
    ------
    RiskInputError
        If a size is not finite.
    """
    return _filled(trade) + _ordered(trade, trade.entry_side)


def size_without_exits(trade: Any) -> Decimal:
    """What is left of the trade in any case, in base currency: filled, and in no open exit order.

    Such an order may be filled by now, in parts or whole, without freqtrade having asked. Nothing
    less than zero, whatever the orders add up to.

    Raises
    ------
    RiskInputError
        If a size is not finite.
    """
    return max(Decimal(0), _filled(trade) - _ordered(trade, trade.exit_side))


def _filled(trade: Any) -> Decimal:
    return finite("position size", trade.amount or 0.0)


def _ordered(trade: Any, side: str) -> Decimal:
    """What the open orders of a side ask for."""
    asked = [each for each in trade.orders if each.ft_is_open and each.ft_order_side == side]
    return sum((finite("size of an open order", each.safe_amount) for each in asked), Decimal(0))


def tick_of(trade: Any, price: Decimal) -> Decimal:
    """The market's price step at `price`.

    Raises
    ------
    RiskInputError
        If the trade does not know its market's precision.
    """
    precision = positive("price precision", trade.price_precision)
    return step_of(precision, trade.precision_mode_price, price)


def market_of(trade: Any, price: Decimal, min_cost: Decimal) -> Market:
    """The grid of the market the trade is in, sizes in base currency.

    Raises
    ------
    RiskInputError
        If the trade does not know its market's precisions.
    """
    contract = positive("contract multiplier", trade.contract_size or 1.0)
    precision = positive("amount precision", trade.amount_precision)
    lot = step_of(precision, trade.precision_mode, ONE) * contract
    return Market(tick_of(trade, price), lot, min_cost)


def stop_of(trade: Any) -> Decimal | None:
    """The stop the trade has, None while it has none."""
    return finite("stop", trade.stop_loss) if trade.stop_loss else None


def entered_size(trade: Any) -> Decimal:
    """Everything that was ever bought into the position, in base currency."""
    orders = trade.select_filled_orders(trade.entry_side)
    return sum((finite("filled size", each.safe_amount_after_fee) for each in orders), Decimal(0))
