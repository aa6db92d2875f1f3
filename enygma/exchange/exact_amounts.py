"""Sizes from lots to coins and back without losing a lot to a float.

freqtrade multiplies: 18 lots of 0.001 become 0.018000000000000002. What is left of 0.037 after
that and 0.009 is then a hair below 0.010, which it rounds down to whole lots: its stop covers one
lot less than the position, and once that stop is filled the trade counts as closed.
"""

from __future__ import annotations

from typing import Any

from freqtrade.enums import TradingMode
from freqtrade.exchange import Exchange


class ExactAmounts(Exchange):
    """Multiplies decimal numbers, so that sums and differences of sizes end on whole lots."""

    def _order_contracts_to_amount(self, order: dict[str, Any]) -> dict[str, Any]:
        if self.trading_mode != TradingMode.FUTURES or order.get("symbol") is None:
            spot: dict[str, Any] = super()._order_contracts_to_amount(order)
            return spot
        for name in self._ft_has["order_props_in_contracts"]:
            if order.get(name) is not None:
                order[name] = self._contracts_to_amount(order["symbol"], order[name])
        return order

    def _trades_contracts_to_amount(self, trades: list[Any]) -> list[Any]:
        if self.trading_mode != TradingMode.FUTURES:
            spot: list[Any] = super()._trades_contracts_to_amount(trades)
            return spot
        for trade in trades:
            trade["amount"] = self._contracts_to_amount(trade["symbol"], trade["amount"])
        return trades
