"""The order book in units of the base currency."""

from __future__ import annotations

from typing import Any

from freqtrade.enums import TradingMode
from freqtrade.exchange import Exchange


class OrderBooks(Exchange):
    """Order books; KuCoin counts contracts, freqtrade the base currency."""

    def fetch_l2_order_book(self, pair: str, limit: int = 100) -> dict[str, Any]:
        """The book: prices with what lies there, in the base currency."""
        book: dict[str, Any] = super().fetch_l2_order_book(pair, limit)
        if self.trading_mode != TradingMode.FUTURES:
            return book
        size = self.get_contract_size(pair) or 1.0
        return {
            **book,
            "bids": [[price, lots * size] for price, lots, *_ in book["bids"]],
            "asks": [[price, lots * size] for price, lots, *_ in book["asks"]],
        }
