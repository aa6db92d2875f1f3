"""What was done with a trade, as a risk event: an order that filled, a stop that moved."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from custom_risk.events import Reason, RiskEvent


def event_of_fill(trade: Any, order: Any, now: datetime) -> RiskEvent:
    """ENTERED, SLICE_SOLD or EXITED.

    freqtrade tells of a fill before it closes the trade in a backtest, and after that in a
    running bot; an exit of everything that is left counts as the end in both.
    """
    is_entry = order.ft_order_side == trade.entry_side
    kind = Reason.ENTERED if is_entry else _exit_kind(trade, order)
    about = {
        "trade": trade.id,
        "side": trade.trade_direction,
        "price": order.safe_price,
        "size": order.safe_filled,
    }
    if kind is Reason.ENTERED:
        more = _of_entry(trade)
    else:
        more = {"tag": order.ft_order_tag} if kind is Reason.SLICE_SOLD else _of_exit(trade, order)
    return RiskEvent(kind, trade.pair, now, about | more)


def _exit_kind(trade: Any, order: Any) -> Reason:
    is_all = not trade.is_open or order.safe_amount_after_fee >= trade.amount
    return Reason.EXITED if is_all else Reason.SLICE_SOLD


def _of_entry(trade: Any) -> dict[str, object]:
    return {
        "margin": trade.stake_amount,
        "leverage": trade.leverage,
        "stop": trade.stop_loss,
        "entry_tag": trade.enter_tag,
    }


def _of_exit(trade: Any, order: Any) -> dict[str, object]:
    closed = trade.close_profit is not None and not trade.is_open
    ratio = trade.close_profit if closed else trade.calc_profit_ratio(order.safe_price)
    profit = trade.close_profit_abs if closed else ratio * trade.stake_amount
    return {"exit_reason": trade.exit_reason, "profit": profit, "roi": ratio * 100}


def event_of_moved_stop(
    trade: Any, stop: Decimal, now: datetime, price: float, profit: float
) -> RiskEvent:
    """STOP_MOVED, of a trade that still has the stop before; `profit` is freqtrade's ratio."""
    about = {
        "trade": trade.id,
        "side": trade.trade_direction,
        "stop": stop,
        "before": trade.stop_loss,
        "price": price,
        "roi": profit * 100,
        "opened_ms": int(trade.open_date_utc.timestamp() * 1000),
    }
    return RiskEvent(Reason.STOP_MOVED, trade.pair, now, about)
