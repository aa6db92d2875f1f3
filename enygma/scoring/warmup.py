"""How many candles it takes to know a score, and to know it for good."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from enygma.scoring.profile import ScoringProfile
from enygma.scoring.timeframes import Timeframe

_FORGOTTEN: Final = 1e-5
"""What may be left of the start of the data in an average that never forgets it altogether.

Measured on 8,000 stretches of BTC and ETH (from 15m on SOL, from 1h on XRP too), each scored from
its own start and with all candles before it. The last row on which any column differed was the
322nd (5m), 561st (15m), 287th (30m), 317th (1h), 334th (2h) and 279th (4h); this part asks for 338
candles, for 644 on 15m. From there on all rows were the same, to the end of each stretch at 900.
"""


def warmup_candles(timeframe: str, profile: ScoringProfile) -> int:
    """Candles before the first one with a score: all that counts is known from there on.

    Raises ScoringConfigError for a timeframe without parameters.
    """
    own = profile.parameters_timeframe(timeframe)
    needed = [indicator.warmup(own) for indicator in profile.counted(own)]
    if profile.gates.require_trend:
        needed.append(profile.indicators.ema_trend.long - 1)
    smoothed = max(needed) + profile.sub_scores.smoothing - 1
    return max(profile.volatility.warmup, smoothed)


def startup_candles(timeframe: str, profile: ScoringProfile) -> int:
    """Candles a strategy should load so that its scores do not depend on where the data begins.

    Raises ScoringConfigError for a timeframe without parameters.
    """
    own = profile.parameters_timeframe(timeframe)
    # a score crosses its threshold after one that is known too
    settled = max(_settled(own, profile)) + profile.sub_scores.smoothing - 1
    return max(warmup_candles(timeframe, profile) + 1, settled)


def _settled(timeframe: Timeframe, profile: ScoringProfile) -> Iterator[int]:
    """After how many candles each average that remembers its start has forgotten it."""
    indicators = profile.indicators
    yield _ema(indicators.ema_trend.long)
    counted = {indicator.name for indicator in profile.counted(timeframe)}
    if indicators.macd.name in counted:
        yield _ema(indicators.macd.slow) + _ema(indicators.macd.signal)
    if indicators.rsi.name in counted:
        yield _wilder(indicators.rsi.timeframes.at(timeframe).period)
    if indicators.stochrsi.name in counted:
        windows = indicators.stochrsi.timeframes.at(timeframe)
        smoothing = windows.k_period + windows.d_period - 2
        yield _wilder(windows.rsi_period) + windows.stoch_period - 1 + smoothing
    if indicators.kdj.name in counted:
        # one average of another forgets no slower than a single one of both lengths
        smoothing = indicators.kdj.k_smoothing + indicators.kdj.d_smoothing
        yield indicators.kdj.period + _candles_to_forget(1.0 - 1.0 / smoothing)


def _ema(period: int) -> int:
    return period + _candles_to_forget(1.0 - 2.0 / (period + 1))


def _wilder(period: int) -> int:
    return period + _candles_to_forget(1.0 - 1.0 / period)


def _candles_to_forget(kept: float) -> int:
    """Candles until only `_FORGOTTEN` is left, of which each keeps the part `kept`."""
    return math.ceil(math.log(_FORGOTTEN) / math.log(kept))
