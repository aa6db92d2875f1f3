"""How the shipped strategies send their orders, as freqtrade's `order_types` says it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

MARKET_ORDERS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "entry": "market",
        "exit": "market",
        "emergency_exit": "market",
        "force_entry": "market",
        "force_exit": "market",
        "stoploss": "market",
        "stoploss_on_exchange": True,
        "stoploss_on_exchange_interval": 60,
        "stoploss_price_type": "mark",
    }
)
"""Everything at the market, and the stop on the exchange, triggered by the mark price.

A strategy takes a copy, `dict(MARKET_ORDERS)`: freqtrade hands its own to the configuration.
"""
