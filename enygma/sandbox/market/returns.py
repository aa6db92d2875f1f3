"""Log returns of a synthetic week's minutes, drawn so that they meet the hourly skeleton.

Within an hour the minutes' returns are normal with variances that sum to the hour's, pinned to
its end points (a Brownian bridge in the time of its own variance). Given the variances they are
therefore independent, as a random walk's are: the skeleton hides no pattern.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from enygma.sandbox.market.candles import Floats, Ints
from enygma.sandbox.market.hours import PairHours
from enygma.sandbox.market.noise import fading_memory, stream
from enygma.sandbox.market.profile import PairProfile

MINUTES = 10_080
_HOURS = 168
_HALF_LIFE, _DEVIATION = 8.0, 0.35
_ROUGHNESS = 0.30
_BOUNCE_HALF_LIFE, _BOUNCE_SHARE = 3.0, 0.6
_TAPER_MINUTES = 30


@dataclass(frozen=True, slots=True)
class MinuteReturns:
    """One value a minute.

    `returns` of the fair price; `spread`, their standard deviation; `typical`, what it would be
    if the hour's variance were spread evenly and without a jump; `cluster`, the log of how much
    busier than its hour a minute is; `bounce`, how far the last price stands from the fair one
    at the minute's end.
    """

    returns: Floats
    spread: Floats
    typical: Floats
    cluster: Floats
    bounce: Floats


def draw_returns(
    seed: int, profile: PairProfile, hours: PairHours, week: int, rng: np.random.Generator
) -> MinuteReturns:
    """The returns of one pair in the `hours` of a week; part of them is shared by all pairs."""
    market, share = stream(seed, "market minutes", week), profile.market_share
    common, own = market.standard_normal((4, MINUTES)), rng.standard_normal((4, MINUTES))
    shocks, moods, noise, edges = share * common + sqrt(1.0 - share**2) * own
    cluster = _DEVIATION * fading_memory(moods, _HALF_LIFE)
    rough = np.exp(2.0 * (cluster + _ROUGHNESS * edges))
    weights = _weights(rough.reshape(_HOURS, -1), hours.jump, market.integers(60, size=_HOURS))
    sigma = (hours.calm * hours.jump)[:, None]
    typical = np.repeat(hours.calm / sqrt(60.0), 60)
    return MinuteReturns(
        returns=(sigma * _pinned(shocks.reshape(_HOURS, -1), weights, hours)).ravel(),
        spread=(sigma * np.sqrt(weights)).ravel(),
        typical=typical,
        cluster=cluster,
        bounce=_BOUNCE_SHARE * typical * _tapered(fading_memory(noise, _BOUNCE_HALF_LIFE)),
    )


def _weights(rough: Floats, jump: Floats, moments: Ints) -> Floats:
    """Each minute's share of its hour's variance; a jump falls into one minute of the hour."""
    rough[np.arange(_HOURS), moments] += rough.sum(axis=1) * (jump**2 - 1.0)
    return np.asarray(rough / rough.sum(axis=1, keepdims=True))


def _pinned(shocks: Floats, weights: Floats, hours: PairHours) -> Floats:
    """Returns in units of the hour's deviation that sum to what the skeleton says."""
    free = np.sqrt(weights) * shocks
    wanted = np.diff(hours.level) / (hours.calm * hours.jump)
    return np.asarray(free + weights * (wanted[:, None] - free.sum(axis=1, keepdims=True)))


def _tapered(values: Floats) -> Floats:
    """The values faded out at both ends, so that one week meets the next without a break."""
    edge = np.minimum(np.arange(1, MINUTES + 1), np.arange(MINUTES - 1, -1, -1))
    return np.asarray(values * np.minimum(1.0, edge / _TAPER_MINUTES))
