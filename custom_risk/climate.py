"""From trend and volatility to a climate, and what that climate is worth in size."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.inputs import finite
from custom_risk.settings.climate import ClimateSettings
from custom_risk.signal import Climate, Signal

ONE = Decimal(1)


def classify(adx: Decimal, volatility: Decimal, settings: ClimateSettings) -> Climate:
    """The climate of a market with this ADX (0 ... 100) and volatility per year (a fraction)."""
    if volatility >= settings.volatile_from:
        return Climate.VOLATILE
    if adx >= settings.trend_from_adx:
        return Climate.TREND
    return Climate.CHOP if volatility >= settings.chop_from else Climate.RANGE


def size_multiplier(signal: Signal, settings: ClimateSettings) -> Decimal:
    """What a size is multiplied with on a candle, within the configured bounds.

    The climate's multiplier, cut in a volatile market, raised in a strong trend. A climate that
    the signal does not name is the one of its ADX and volatility.

    Raises
    ------
    RiskInputError
        If the ADX or the volatility is missing or not finite.
    """
    adx, volatility = finite("ADX", signal.adx), finite("volatility", signal.volatility)
    climate = signal.climate or classify(adx, volatility, settings)
    penalty = settings.penalty if volatility > settings.penalty_above else ONE
    bonus = settings.bonus if adx > settings.bonus_above_adx else ONE
    multiplier = settings.multipliers.of(climate) * penalty * bonus
    return max(settings.min_multiplier, min(settings.max_multiplier, multiplier))
