"""What a strategy said on the candle of a signal, as far as risk needs it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from custom_risk.regime import Regime


class Climate(StrEnum):
    """What kind of market it is, by its trend and its volatility."""

    TREND = "trend"
    RANGE = "range"
    CHOP = "chop"
    VOLATILE = "volatile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Values on one candle. None: the strategy does not say, or not yet (warm-up)."""

    strength: Decimal | None = None
    """Absolute score, scaled to 0 ... 100."""
    confidence: Decimal | None = None
    """Of the signal's direction, 0 ... 1."""
    atr: Decimal | None = None
    """Average true range in the price's unit."""
    adx: Decimal | None = None
    """Average directional index, 0 ... 100."""
    volatility: Decimal | None = None
    """Garman-Klass volatility per year, as a fraction."""
    rsi: Decimal | None = None
    """Relative strength index, 0 ... 100."""
    regime: Regime | None = None
    climate: Climate | None = None
