"""The guard around a strategy's callbacks, with a cheaper copy of the trade they are given."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from functools import wraps
from types import NoneType
from typing import Any

import numpy as np
from freqtrade.enums import TradingMode
from freqtrade.persistence.trade_model import LocalTrade
from freqtrade.strategy.strategy_wrapper import strategy_safe_wrapper
from pandas import Timestamp

from custom_risk.foretold import is_foretold
from enygma.backtests.fast.orders import PlainOrder
from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

_FIXED = frozenset({NoneType, bool, int, float, str, datetime, Timestamp, np.float64, TradingMode})
"""Types whose values nobody can change: a copy may share them."""


def copied(trade: Any) -> Any:
    """A copy of a trade and its orders; whatever else a strategy hung on them is copied deeply."""
    if type(trade) is not LocalTrade:
        return deepcopy(trade)
    fields = dict(trade.__dict__)
    orders = fields.pop("orders", None)
    if type(orders) is not list or not _FIXED.issuperset(map(type, fields.values())):
        return deepcopy(trade)
    twin: Any = object.__new__(LocalTrade)
    twins = []
    for order in orders:
        values = dict(order.__dict__)
        if (
            type(order) is not PlainOrder
            or values.pop("_trade_bt", None) is not trade
            or not _FIXED.issuperset(map(type, values.values()))
        ):
            return deepcopy(trade)
        values["_trade_bt"] = twin
        other = PlainOrder()
        other.__dict__.update(values)
        twins.append(other)
    fields["orders"] = twins
    twin.__dict__.update(fields)
    return twin


def guarded(
    callback: Callable[..., Any],
    message: str = "",
    default_retval: Any = None,
    supress_error: bool = False,
) -> Callable[..., Any]:
    """freqtrade's `strategy_safe_wrapper`; what went wrong is still told by freqtrade's."""
    is_copied = not (
        getattr(callback, "__qualname__", "").startswith("IStrategy.") or _only_reads(callback)
    )

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            if is_copied and "trade" in kwargs:
                kwargs["trade"] = copied(kwargs["trade"])
            return callback(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - handed to freqtrade's own handling at once
            failed = strategy_safe_wrapper(
                _raising(callback, error), message, default_retval, supress_error
            )
            return failed()

    return call


def _only_reads(callback: Any) -> bool:
    """Whether a strategy said of its callback that it changes nothing of a trade."""
    strategy = getattr(callback, "__self__", None)
    return strategy is not None and is_foretold(strategy, callback.__name__)


def _raising(callback: Callable[..., Any], error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return wraps(callback)(fail) if hasattr(callback, "__name__") else fail


PIECE = Piece(
    "callbacks",
    (
        Place("freqtrade.optimize.backtesting:", "strategy_safe_wrapper", guarded),
        Place("freqtrade.strategy.interface:", "strategy_safe_wrapper", guarded),
    ),
    (
        Upstream("freqtrade.strategy.strategy_wrapper:strategy_safe_wrapper", "73cf073f1da67ee0"),
        Upstream("freqtrade.persistence.trade_model:Order", "01141e5eb2cfa19d"),
        Upstream("freqtrade.persistence.trade_model:LocalTrade.__init__", "0c44cd1e6f795cba"),
    ),
)
