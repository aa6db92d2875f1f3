"""Closed trades as rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas as pd

Trade = Mapping[str, Any]
"""One closed trade with freqtrade's names (`freqtrade.data.btanalysis.BT_DATA_COLUMNS`)."""

Fill = Mapping[str, Any]
"""One filled order of a trade: `amount`, `safe_price`, `order_filled_timestamp` (ms) and so on."""


def trade_rows(trades: pd.DataFrame) -> list[Trade]:
    """The trades one by one, in the frame's order."""
    return cast("list[Trade]", trades.to_dict(orient="records"))


def fills(trade: Trade) -> list[Fill]:
    """The filled orders of a trade, oldest first; empty where the result does not tell."""
    return list(trade["orders"] or [])


def fill_fee(fill: Fill, trade: Trade) -> float:
    """Fee of one fill in the stake currency: its notional times the trade's rate for its side."""
    rate = trade["fee_open"] if fill["ft_is_entry"] else trade["fee_close"]
    return float(fill["amount"] * fill["safe_price"] * (rate or 0.0))
