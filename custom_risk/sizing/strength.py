"""Risk and leverage that rise with the strength of the signal."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.leverage import whole_leverage
from custom_risk.margin import Margin
from custom_risk.roi import HUNDRED
from custom_risk.settings import RiskSettings
from custom_risk.sizing.inputs import SizingInputs


class Strength:
    """Weak signals get half the base risk at leverage 1, full ones twice it at the maximum."""

    def __init__(self, settings: RiskSettings) -> None:
        self._strength = settings.sizing.strength
        self._leverage = settings.leverage

    def leverage(self, inputs: SizingInputs) -> Decimal:
        """`leverage_of` the signal's strength, cut to a whole number under every cap."""
        wish = self.leverage_of(inputs.strength)
        return whole_leverage(self._leverage, inputs.regime, inputs.leverage, wish)

    def margin(self, inputs: SizingInputs) -> Margin:
        """`notional = equity x risk fraction x leverage`, so the fraction is the margin's."""
        return Margin.of_equity(inputs.equity, self.risk_pct(inputs.strength))

    def leverage_of(self, strength: Decimal) -> Decimal:
        """`1 + S/100 x (max - 1)`, before caps and before it is cut to a whole number."""
        return 1 + strength / HUNDRED * (self._leverage.max - 1)

    def risk_pct(self, strength: Decimal) -> Decimal:
        """`r x (0.5 + 1.5 S/100)`, in percent of equity, with the configured ends."""
        low, high = self._strength.times_at_zero, self._strength.times_at_full
        return self._strength.base_risk_pct * (low + (high - low) * strength / HUNDRED)
