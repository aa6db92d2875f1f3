"""How many candles it takes to know a score, and to know it for good."""

from __future__ import annotations

from typing import Final

from enygma.scoring.profile import ScoringProfile

_CONVERGENCE: Final = 1e-4


def warmup_candles(timeframe: str, profile: ScoringProfile) -> int:
    """Candles before the first one with a score: all that counts is known from there on.

    Raises ScoringConfigError for a timeframe without parameters.
    """
    own = profile.parameters_timeframe(timeframe)
    needed = [indicator.warmup(own) for indicator in profile.counted(own)]
    if profile.gates.require_trend:
        needed.append(profile.indicators.ema_trend.long - 1)
    return max(profile.volatility.warmup, *needed)


def startup_candles(timeframe: str, profile: ScoringProfile) -> int:
    """Candles a strategy should load so that its scores do not depend on where the data begins."""
    return warmup_candles(timeframe, profile) + 400
