"""One-minute candles of a synthetic week, drawn so that they meet the hourly skeleton.

Within an hour the minutes' returns are normal with variances that sum to the hour's, pinned to
its end points (a Brownian bridge in the time of its own variance). Given the variances they are
therefore independent, as a random walk's are: the skeleton hides no pattern.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

import numpy as np

from enygma.sandbox.market.candles import MINUTE_MS, Candles, Floats
from enygma.sandbox.market.contract import Contract
from enygma.sandbox.market.hours import ANCHOR_MS, HOUR_MS, PairHours
from enygma.sandbox.market.noise import fading_memory, stream
from enygma.sandbox.market.profile import PairProfile
from enygma.sandbox.market.ticks import all_on_tick

_MINUTES = 10_080
_HOURS = 168
_SHAPE = (_HOURS, 60)
_CLUSTER_HALF_LIFE, _CLUSTER_DEVIATION = 8.0, 0.35
_ROUGHNESS = 0.30
_BOUNCE_HALF_LIFE, _BOUNCE_SHARE = 4.0, 0.6
_MARK_CALM = 0.35
_GAP_SHARE, _GAP_PROBABILITY = 0.09, 0.85
_TAPER_MINUTES = 30
_TURNOVER_NOISE, _MOOD_SHARE, _CLUSTER_SHARE = 0.4, 1.5, 1.2
_USUAL_RANGE, _RANGE_SHARE = 2.0, 1.3
_MOST_SPREAD = 2.0
_LEAST_LOTS = 4.0


@dataclass(frozen=True, slots=True)
class Week:
    """A week of minutes: last price candles, mark price candles, premium over the index."""

    last: Candles
    mark: Candles
    premium: Floats


@dataclass(frozen=True, slots=True)
class _Draws:
    returns: Floats
    spread: Floats
    typical: Floats
    cluster: Floats
    bounce: Floats


def draw_week(
    seed: int, profile: PairProfile, contract: Contract, hours: PairHours, week: int
) -> Week:
    """The minutes of the week that starts `week` weeks after 1970."""
    start_ms = week * _MINUTES * MINUTE_MS
    first = (start_ms - ANCHOR_MS) // HOUR_MS
    rng = stream(seed, f"{profile.pair} minutes", week)
    draws = _draw_returns(seed, profile, hours, first, week, rng)
    fair = hours.level[first] + np.concatenate(([0.0], np.cumsum(draws.returns)))
    bounce = np.concatenate(([0.0], _bounce(draws)))
    closes = fair + bounce
    opens = closes[:-1] + _gaps(draws, rng)
    rows = _candle_prices(opens, closes[1:], draws.spread, rng, contract.tick_size)
    ms = start_ms + MINUTE_MS * np.arange(_MINUTES, dtype=np.int64)
    volume = _lots(profile, contract, hours, first, draws, rows, rng)
    turnover = volume * float(contract.multiplier) * rows.mean(axis=0)
    marks = _mark_prices(rows, closes, _MARK_CALM * bounce, contract.index_tick_size)
    nothing = np.zeros(_MINUTES)
    return Week(
        last=Candles(ms, rows[0], rows[1], rows[2], rows[3], volume, turnover),
        mark=Candles(ms, marks[0], marks[1], marks[2], marks[3], nothing, nothing),
        premium=np.interp(
            np.arange(_MINUTES + 1) / 60.0,
            np.arange(_HOURS + 1),
            hours.premium[first : first + _HOURS + 1],
        ),
    )


def index_candles(week: Week, tick: Decimal) -> Candles:
    """Index price: the mark price without the contract's premium."""
    discount = 1.0 / (1.0 + week.premium)
    middle = (discount[:-1] + discount[1:]) / 2.0
    mark = week.mark
    opens = all_on_tick(mark.open * discount[:-1], tick)
    closes = all_on_tick(mark.close * discount[1:], tick)
    highs = np.maximum(all_on_tick(mark.high * middle, tick), np.maximum(opens, closes))
    lows = np.minimum(all_on_tick(mark.low * middle, tick), np.minimum(opens, closes))
    return Candles(mark.ms, opens, highs, lows, closes, mark.volume, mark.turnover)


def _draw_returns(
    seed: int,
    profile: PairProfile,
    hours: PairHours,
    first: int,
    week: int,
    rng: np.random.Generator,
) -> _Draws:
    market = stream(seed, "market minutes", week)
    share = profile.market_share
    common, own = market.standard_normal((3, _MINUTES)), rng.standard_normal((3, _MINUTES))
    shocks, moods, bounce = share * common + sqrt(1.0 - share**2) * own
    cluster = _CLUSTER_DEVIATION * fading_memory(moods, _CLUSTER_HALF_LIFE)
    rough = np.exp(2.0 * (cluster + _ROUGHNESS * rng.standard_normal(_MINUTES))).reshape(_SHAPE)
    calm, jump = hours.calm[first : first + _HOURS], hours.jump[first : first + _HOURS]
    moments = market.integers(60, size=_HOURS)
    rough[np.arange(_HOURS), moments] += rough.sum(axis=1) * (jump**2 - 1.0)
    weights = rough / rough.sum(axis=1, keepdims=True)
    sigma = (calm * jump)[:, None]
    free = np.sqrt(weights) * shocks.reshape(_SHAPE)
    moved = np.diff(hours.level[first : first + _HOURS + 1])[:, None]
    pinned = free + weights * (moved / sigma - free.sum(axis=1, keepdims=True))
    return _Draws(
        returns=(sigma * pinned).ravel(),
        spread=(sigma * np.sqrt(weights)).ravel(),
        typical=np.repeat(calm / np.sqrt(60.0), 60),
        cluster=cluster,
        bounce=bounce,
    )


def _bounce(draws: _Draws) -> Floats:
    """Short-lived distance of the last price from the fair one; none where weeks meet."""
    edge = np.minimum(np.arange(1, _MINUTES + 1), np.arange(_MINUTES - 1, -1, -1))
    taper = np.minimum(1.0, edge / _TAPER_MINUTES)
    memory = fading_memory(draws.bounce, _BOUNCE_HALF_LIFE)
    return np.asarray(_BOUNCE_SHARE * draws.typical * taper * memory)


def _gaps(draws: _Draws, rng: np.random.Generator) -> Floats:
    """How far a minute opens from the last close: usually a tick or two, more in a jump."""
    small = _GAP_SHARE * draws.typical * rng.standard_normal(_MINUTES)
    small[rng.random(_MINUTES) > _GAP_PROBABILITY] = 0.0
    jumping = draws.spread > 4.0 * draws.typical
    return np.asarray(small + np.where(jumping, rng.random(_MINUTES) * draws.returns, 0.0))


def _candle_prices(
    opens: Floats, closes: Floats, spread: Floats, rng: np.random.Generator, tick: Decimal
) -> Floats:
    """Open, high, low, close (shape (4, minutes)) rounded to the tick.

    Extremes of a Brownian bridge between open and close: the maximum over its start is
    ``(d + sqrt(d^2 - 2 s^2 ln U)) / 2`` (Karatzas and Shreve 1991, 2.8), the minimum alike.
    """
    moved = closes - opens
    capped = np.minimum(spread, np.abs(moved) + _MOST_SPREAD * np.median(spread))
    above, below = -2.0 * capped**2 * np.log1p(-rng.random((2, _MINUTES)))
    highs = opens + (moved + np.sqrt(moved**2 + above)) / 2.0
    lows = opens + (moved - np.sqrt(moved**2 + below)) / 2.0
    rows = all_on_tick(np.exp(np.stack((opens, highs, lows, closes))), tick)
    rows[1] = rows.max(axis=0)
    rows[2] = rows.min(axis=0)
    return rows


def _mark_prices(rows: Floats, closes: Floats, excess: Floats, tick: Decimal) -> Floats:
    """Mark price candles: the last price without `excess`, most of the bounce of single trades."""
    middle = np.exp(-(excess[:-1] + excess[1:]) / 2.0)
    fair = np.exp(closes - excess)
    marks = all_on_tick(np.stack((fair[:-1], rows[1] * middle, rows[2] * middle, fair[1:])), tick)
    marks[1] = marks.max(axis=0)
    marks[2] = marks.min(axis=0)
    return marks


def _lots(
    profile: PairProfile,
    contract: Contract,
    hours: PairHours,
    first: int,
    draws: _Draws,
    rows: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Volume in lots: grows with volatility and with the minute's own range."""
    usual = profile.hourly_sigma / sqrt(60.0)
    mood = _MOOD_SHARE * np.log(draws.typical / usual) + _CLUSTER_SHARE * draws.cluster
    noise = np.repeat(hours.turnover_noise[first : first + _HOURS], 60)
    noise = noise + _TURNOVER_NOISE * rng.standard_normal(_MINUTES)
    travelled = (np.log(rows[1] / rows[2]) / (_USUAL_RANGE * draws.typical)) ** _RANGE_SHARE
    price = np.sqrt(rows[3] * profile.centre)
    usual_lots = profile.minute_turnover / (float(contract.multiplier) * price)
    return np.asarray(
        np.maximum(_LEAST_LOTS, np.rint(usual_lots * np.exp(mood + noise) * travelled))
    )
