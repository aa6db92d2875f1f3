"""Sizing models: how much margin and leverage a signal deserves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from custom_risk.leverage import leverage_for
from custom_risk.margin import Margin
from custom_risk.regime import Regime
from custom_risk.settings import RiskSettings


@dataclass(frozen=True, slots=True)
class SizingInputs:
    """What a model may know about the entry it sizes."""

    equity: Decimal
    """Wallet total, in stake currency."""
    regime: Regime


class SizingModel(Protocol):
    """Proposes; the caps of `custom_risk.entry` dispose."""

    def leverage(self, regime: Regime, market_max: Decimal) -> Decimal:
        """Leverage, a whole number within 1 and the market's maximum."""

    def margin(self, inputs: SizingInputs) -> Margin:
        """Margin of the position."""


class FixedFraction:
    """A fixed percentage of equity, more in calm markets and less in wild ones."""

    def __init__(self, settings: RiskSettings) -> None:
        self._sizing = settings.sizing
        self._leverage = settings.leverage

    def leverage(self, regime: Regime, market_max: Decimal) -> Decimal:
        """The configured leverage under the regime's and the market's cap."""
        return leverage_for(self._leverage, regime, market_max)

    def margin(self, inputs: SizingInputs) -> Margin:
        """`equity x margin_pct x multiplier of the regime`."""
        percent = self._sizing.margin_pct * self._sizing.regime_multipliers.of(inputs.regime)
        return Margin.of_equity(inputs.equity, percent)


SIZING_MODELS: dict[str, Callable[[RiskSettings], SizingModel]] = {"fixed_fraction": FixedFraction}
"""The models by the name that `custom_risk.sizing.model` gives."""
