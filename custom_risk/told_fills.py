"""Which filled orders were told already, so that a running bot tells of each once."""

from __future__ import annotations

from typing import Any

from freqtrade.persistence import Order
from sqlalchemy import select


class ToldFills:
    """The filled orders of a bot's database, by pair and order id.

    freqtrade looks at an order again where a fee is missing or a balance does not fit, and says
    again that it filled. A backtest looks once, and numbers its orders from 1 each time: without
    a start every fill is new.
    """

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] | None = None

    def start(self) -> None:
        """Take what the database holds as told: an order is told before it is stored as filled.

        Raises
        ------
        SQLAlchemyError
            If the database cannot be read.
        """
        over = Order.ft_is_open.is_(False), Order.filled > 0
        rows = Order.session.execute(select(Order.ft_pair, Order.order_id).where(*over))
        self._told = {(pair, order_id) for pair, order_id in rows}

    def is_new(self, order: Any) -> bool:
        """Whether a filled order was not told yet; from now on it was."""
        if self._told is None:
            return True
        key = (order.ft_pair, order.order_id)
        if key in self._told:
            return False
        self._told.add(key)
        return True
