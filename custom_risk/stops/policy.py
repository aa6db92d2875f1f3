"""What every stop policy can be asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from custom_risk.position import Position
from custom_risk.signal import Signal
from custom_risk.trade_view import TradeView


class StopPolicy(Protocol):
    """Says where the stop belongs; that it never moves back is seen to elsewhere."""

    def first_stop(self, position: Position, signal: Signal) -> Decimal:
        """The stop of a position at its entry, not rounded.

        Raises
        ------
        RiskInputError
            If the signal lacks what the policy needs.
        """

    def stop_price(self, view: TradeView) -> Decimal:
        """The stop of an open position as it stands now, not rounded.

        Raises
        ------
        RiskInputError
            As `first_stop`.
        """
