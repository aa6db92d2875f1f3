"""Leverage of a new position: whole numbers within every cap."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.regime import Regime
from custom_risk.settings import LeverageSettings

ONE = Decimal(1)


def leverage_cap(settings: LeverageSettings, regime: Regime) -> Decimal:
    """The highest leverage that the settings allow in a regime."""
    return Decimal(min(settings.max, settings.regime_caps.of(regime)))


def whole_leverage(
    settings: LeverageSettings, regime: Regime, market_max: Decimal, wish: Decimal
) -> Decimal:
    """A wished leverage under the caps of the settings, the regime and the market.

    A whole number of at least 1, as an order of the exchange wants it; a market that allows 4.5
    gives 4.
    """
    cap = min(leverage_cap(settings, regime), market_max)
    return max(ONE, min(wish, cap) // 1)


def leverage_for(settings: LeverageSettings, regime: Regime, market_max: Decimal) -> Decimal:
    """The configured leverage under every cap."""
    return whole_leverage(settings, regime, market_max, Decimal(settings.default))
