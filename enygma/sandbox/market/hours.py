"""The hourly skeleton of a synthetic market: volatility, jumps, levels and premiums.

Everything starts at `ANCHOR_MS` and is drawn from streams that may be lengthened without changing
their beginning: neither the start nor the end of a market alters an hour that lies in both.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from enygma.sandbox.market.candles import Floats
from enygma.sandbox.market.noise import autoregression, fading_memory, stream
from enygma.sandbox.market.profile import PairProfile

HOUR_MS = 3_600_000
# Thursday 2 January 2020, 00:00 UTC: before KuCoin's first USDT-margined contract.
ANCHOR_MS = 1_577_923_200_000
_WEEK_HOURS = 168

# Log volatility is a sum of memories: (half-life in hours, standard deviation). Their decay is
# that of the autocorrelation of absolute returns of the majors, 2021 to 2026.
_VOLATILITY = ((720.0, 0.30), (48.0, 0.24), (2.5, 0.42))
_VOLATILITY_VARIANCE = sum(deviation**2 for _, deviation in _VOLATILITY)
_COMMON_VOLATILITY = 0.85
_JUMP_PROBABILITY = 0.002
_JUMP_MEDIAN, _JUMP_SPREAD, _LARGEST_JUMP = 3.2, 0.5, 5.5
# No jump lifts an hour's deviation above this many times the usual one.
_WILDEST_HOUR = 6.0
_LEVEL_HALF_LIFE = 250 * 24.0
_TREND_HALF_LIFE = 10 * 24.0
_TREND_SHARE = 0.015
_TURNOVER_HALF_LIFE, _TURNOVER_DEVIATION = 1.5, 0.22
_PREMIUM_HALF_LIVES = (300.0, 4.0)
_PREMIUM_WEIGHTS, _PREMIUM_TREND_WEIGHT = (0.7, 0.45), 0.55
_PREMIUM_TREND_HOURS = 72
_PREMIUM_MEAN, _PREMIUM_SCALE, _PREMIUM_SKEW = 0.5e-4, 6e-4, 0.18
# Volatility by hour of the day (UTC) relative to its mean: quiet before Europe wakes up, busiest
# when New York opens.
_DAY = np.array(
    [1.02, 0.98, 0.92, 0.84, 0.78, 0.78, 0.82, 0.88, 0.92, 0.92, 0.90, 0.92,
     1.02, 1.25, 1.42, 1.35, 1.22, 1.12, 1.04, 1.00, 0.98, 0.94, 0.90, 0.92]
)  # fmt: skip
_DAYS_OF_WEEK = np.array([1.06, 1.06, 0.78, 0.80, 1.04, 1.06, 1.06])  # from Thursday on


@dataclass(frozen=True, slots=True)
class MarketHours:
    """What all pairs share, one value an hour."""

    volatility: Floats
    shocks: Floats
    jumps: Floats
    premium: Floats


@dataclass(frozen=True, slots=True)
class PairHours:
    """One pair, hour by hour from `ANCHOR_MS`.

    `level` (log price at the start of each hour) and `premium` (fraction by which the contract
    stands above its index) have one value more than there are hours. `calm` is the hour's
    standard deviation of log returns without jumps, `jump` the factor on it (1: none).
    """

    level: Floats
    premium: Floats
    calm: Floats
    jump: Floats
    turnover_noise: Floats

    def week(self, week: int) -> "PairHours":
        """The 168 hours of the week that starts `week` weeks after 1970."""
        first = (week * _WEEK_HOURS * HOUR_MS - ANCHOR_MS) // HOUR_MS
        hours, borders = slice(first, first + _WEEK_HOURS), slice(first, first + _WEEK_HOURS + 1)
        return PairHours(
            level=self.level[borders],
            premium=self.premium[borders],
            calm=self.calm[hours],
            jump=self.jump[hours],
            turnover_noise=self.turnover_noise[hours],
        )


def market_hours(seed: int, count: int) -> MarketHours:
    """`count` hours of the factor that all pairs share."""
    return MarketHours(
        volatility=_memories(seed, "market", count),
        shocks=stream(seed, "market shocks").standard_normal(count),
        jumps=_jumps(seed, "market", count),
        premium=_premium_mood(seed, "market", count + 1),
    )


def pair_hours(seed: int, profile: PairProfile, market: MarketHours) -> PairHours:
    """The hours of one pair, which moves with `market` and has news of its own."""
    name, count = profile.pair, len(market.shocks)
    own_share = sqrt(1.0 - _COMMON_VOLATILITY)
    moods = sqrt(_COMMON_VOLATILITY) * market.volatility + own_share * _memories(seed, name, count)
    log_volatility = moods.sum(axis=0) - _VOLATILITY_VARIANCE
    calm = profile.hourly_sigma * np.exp(log_volatility) * _season(count)
    jump = np.maximum(market.jumps, _jumps(seed, name, count))
    jump = np.clip(_WILDEST_HOUR * profile.hourly_sigma / calm, 1.0, jump)
    shocks = _correlated(
        market.shocks,
        stream(seed, f"{name} shocks").standard_normal(count),
        profile.market_share,
    )
    deviation = _deviation(seed, profile, calm * jump * shocks)
    return PairHours(
        level=np.log(profile.centre) + deviation,
        premium=_premium(seed, profile, market.premium, deviation),
        calm=calm,
        jump=jump,
        turnover_noise=_TURNOVER_DEVIATION
        * fading_memory(
            stream(seed, f"{name} turnover").standard_normal(count), _TURNOVER_HALF_LIFE
        ),
    )


def _memories(seed: int, name: str, count: int) -> Floats:
    """Components of log volatility: shape (memories, hours)."""
    return np.stack(
        [
            deviation
            * fading_memory(
                stream(seed, f"{name} volatility", row).standard_normal(count), half_life
            )
            for row, (half_life, deviation) in enumerate(_VOLATILITY)
        ]
    )


def _jumps(seed: int, name: str, count: int) -> Floats:
    happens = stream(seed, f"{name} jump times").random(count) < _JUMP_PROBABILITY
    sizes = stream(seed, f"{name} jump sizes").standard_normal(count)
    factors = np.clip(_JUMP_MEDIAN * np.exp(_JUMP_SPREAD * sizes), 1.0, _LARGEST_JUMP)
    return np.where(happens, factors, 1.0)


def _season(count: int) -> Floats:
    hours: NDArray[np.int64] = np.arange(count)
    return np.asarray(_DAY[hours % 24] * _DAYS_OF_WEEK[hours // 24 % 7])


def _correlated(common: Floats, own: Floats, share: float) -> Floats:
    return share * common + sqrt(1.0 - share**2) * own


def _deviation(seed: int, profile: PairProfile, returns: Floats) -> Floats:
    """Log distance from the centre: a random walk that comes back within years, not days."""
    name, count = profile.pair, len(returns)
    trend = fading_memory(stream(seed, f"{name} trend").standard_normal(count), _TREND_HALF_LIFE)
    start = np.full(1, stream(seed, f"{name} start").normal(0.0, 40.0 * profile.hourly_sigma))
    moves = returns + _TREND_SHARE * profile.hourly_sigma * trend
    return autoregression(np.concatenate((start, moves)), 0.5 ** (1.0 / _LEVEL_HALF_LIFE))


def _premium(seed: int, profile: PairProfile, common: Floats, deviation: Floats) -> Floats:
    """Premium over the index: higher after rises, right-skewed, half of it shared by all pairs."""
    own = _premium_mood(seed, profile.pair, len(common))
    before = np.concatenate(
        (np.repeat(deviation[:1], _PREMIUM_TREND_HOURS), deviation[:-_PREMIUM_TREND_HOURS])
    )
    usual = profile.hourly_sigma * sqrt(_PREMIUM_TREND_HOURS)
    trend = np.tanh((deviation - before) / (2.0 * usual)) * 2.0
    mood = _correlated(common, own, sqrt(0.5)) + _PREMIUM_TREND_WEIGHT * trend
    return np.asarray(_PREMIUM_MEAN + _PREMIUM_SCALE * (mood + _PREMIUM_SKEW * (mood**2 - 1.0)))


def _premium_mood(seed: int, name: str, count: int) -> Floats:
    parts = [
        weight * fading_memory(stream(seed, f"{name} premium", row).standard_normal(count), life)
        for row, (life, weight) in enumerate(
            zip(_PREMIUM_HALF_LIVES, _PREMIUM_WEIGHTS, strict=True)
        )
    ]
    return np.asarray(np.sum(parts, axis=0))
