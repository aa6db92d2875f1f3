"""Orders of a backtest as plain objects, where freqtrade makes rows of a database of them.

A backtest keeps no database, yet pays for what tells SQLAlchemy of every change of a field.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from freqtrade.persistence.trade_model import Order

from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream


class PlainOrder:
    """An `Order` with the same fields, properties and methods, outside of any database."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)

    @property
    def __class__(self) -> type:
        """So that a strategy's `isinstance(order, Order)` goes on to hold."""
        return Order  # type: ignore[no-any-return]

    @__class__.setter
    def __class__(self, value: type) -> None:
        raise TypeError("an order of a backtest stays one")


def _take_over() -> None:
    for name, value in vars(Order).items():
        if isinstance(value, FunctionType | property) and not name.startswith("__init"):
            setattr(PlainOrder, name, value)
    for name in Order.__mapper__.attrs.keys():  # noqa: SIM118 - a mapper's attributes are no dict
        setattr(PlainOrder, name, None)
    PlainOrder._trade_bt = None  # type: ignore[attr-defined]  # noqa: SLF001 - freqtrade's own field


_take_over()

PIECE = Piece(
    "plain orders",
    (Place("freqtrade.optimize.backtesting:", "Order", PlainOrder),),
    (Upstream("freqtrade.persistence.trade_model:Order", "01141e5eb2cfa19d"),),
)
