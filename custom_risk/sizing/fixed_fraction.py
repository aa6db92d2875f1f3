"""A fixed share of the equity."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.leverage import leverage_for
from custom_risk.margin import Margin
from custom_risk.settings import RiskSettings
from custom_risk.sizing.inputs import SizingInputs


class FixedFraction:
    """A fixed percentage of equity, more in calm markets and less in wild ones."""

    def __init__(self, settings: RiskSettings) -> None:
        self._sizing = settings.sizing
        self._leverage = settings.leverage
        self._min_margin_pct = settings.limits.min_margin_pct

    def leverage(self, inputs: SizingInputs) -> Decimal:
        """The configured leverage under the regime's and the market's cap."""
        return leverage_for(self._leverage, inputs.regime, inputs.leverage)

    def margin(self, inputs: SizingInputs) -> Margin:
        """`equity x margin_pct x multiplier of the regime`, at least `min_margin_pct`.

        A multiplier of zero is a wish not to trade and is not raised to the least.
        """
        percent = self._sizing.margin_pct * self._sizing.regime_multipliers.of(inputs.regime)
        if percent > 0:
            percent = max(percent, self._min_margin_pct)
        return Margin.of_equity(inputs.equity, percent)
