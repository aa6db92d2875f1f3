"""Leverage, risk and size by bands of confidence."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.events import Reason
from custom_risk.leverage import whole_leverage
from custom_risk.margin import Notional
from custom_risk.regime import Regime
from custom_risk.roi import HUNDRED
from custom_risk.settings import RiskSettings
from custom_risk.settings.sizing_models import ConfidenceBand
from custom_risk.sizing.inputs import NoSize, Sized, SizingInputs
from custom_risk.sizing.stop_risk import margin_at_risk


class ConfidenceTable:
    """The more confident the signal, the more leverage and risk; nothing below the first band."""

    def __init__(self, settings: RiskSettings) -> None:
        self._bands = settings.sizing.confidence_table.bands
        self._leverage = settings.leverage

    def leverage(self, inputs: SizingInputs) -> Decimal:
        """The band's leverage under every cap; 1 below the first band, where no size follows."""
        band = self.band(inputs.confidence)
        wish = Decimal(1) if band is None else self.leverage_of(band, inputs.regime)
        return whole_leverage(self._leverage, inputs.regime, inputs.leverage, wish)

    def margin(self, inputs: SizingInputs) -> Sized:
        """The band's risk over the stop's distance, at most the band's share of the equity.

        Raises
        ------
        RiskInputError
            If the confidence or the stop's distance is not known.
        """
        band = self.band(inputs.confidence)
        if band is None:
            return NoSize(
                Reason.CONFIDENCE_TOO_LOW,
                {"confidence": inputs.confidence, "min_pct": self._bands[0].from_pct},
            )
        most = Notional(inputs.equity * band.max_notional_pct / HUNDRED)
        return margin_at_risk(inputs, inputs.equity * band.risk_pct / HUNDRED, most)

    def band(self, confidence: Decimal) -> ConfidenceBand | None:
        """The band that a confidence of 0 ... 1 falls into, None below the first."""
        reached = [each for each in self._bands if confidence * HUNDRED >= each.from_pct]
        return reached[-1] if reached else None

    @staticmethod
    def leverage_of(band: ConfidenceBand, regime: Regime) -> Decimal:
        """The band's leverage before any cap."""
        is_volatile = regime is Regime.HIGH
        return Decimal(band.volatile_leverage if is_volatile else band.leverage)
