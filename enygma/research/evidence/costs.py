"""What trading took, and what would be left of the profits if it had taken more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from enygma.research.trades import fill_fee, fills, trade_rows

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SLIPPAGES_BP = (0.0, 1.0, 2.0, 5.0, 10.0)
"""Basis points of price lost on each fill, beside what the fees of the run hold already."""


@dataclass(frozen=True)
class TradeCosts:
    """Costs as arrays, one element a trade, in the stake currency."""

    fees: Floats
    funding: Floats
    """Positive when received."""
    turnover: Floats
    """The notional of all fills, entries and exits."""

    def profits_at(self, profits: Floats, factor: float) -> Floats:
        """The profits if fees and paid funding had been `factor` times as high."""
        paid = self.fees - np.minimum(self.funding, 0.0)
        return np.asarray(profits - (factor - 1.0) * paid, dtype=np.float64)

    def profits_with_slippage(self, profits: Floats, slippage_bp: float) -> Floats:
        """The profits if every fill had been worse by so many basis points."""
        return np.asarray(profits - self.turnover * slippage_bp / 10_000.0, dtype=np.float64)


def trade_costs(trades: pd.DataFrame) -> TradeCosts:
    """The costs of each trade from its fills; from its two rates where they are not told."""
    amount = trades["amount"].to_numpy(dtype=np.float64)
    entered = amount * trades["open_rate"].to_numpy(dtype=np.float64)
    left = amount * trades["close_rate"].to_numpy(dtype=np.float64)
    rates = trades[["fee_open", "fee_close"]].fillna(0.0).to_numpy(dtype=np.float64)
    fees = entered * rates[:, 0] + left * rates[:, 1]
    turnover = entered + left
    for row, trade in enumerate(trade_rows(trades)):
        filled = fills(trade)
        if filled:
            fees[row] = sum(fill_fee(fill, trade) for fill in filled)
            turnover[row] = sum(fill["amount"] * fill["safe_price"] for fill in filled)
    funding = trades["funding_fees"].fillna(0.0).to_numpy(dtype=np.float64)
    return TradeCosts(fees=fees, funding=funding, turnover=turnover)
