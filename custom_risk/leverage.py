"""Leverage of a new position: whole numbers within every cap."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.regime import Regime
from custom_risk.settings import LeverageSettings

ONE = Decimal(1)


def leverage_for(settings: LeverageSettings, regime: Regime, market_max: Decimal) -> Decimal:
    """The configured leverage under the caps of the settings, the regime and the market.

    A whole number of at least 1; a market that allows 4.5 gives 4.
    """
    cap = min(Decimal(settings.max), Decimal(settings.regime_caps.of(regime)), market_max)
    return max(ONE, min(Decimal(settings.default), cap) // 1)
