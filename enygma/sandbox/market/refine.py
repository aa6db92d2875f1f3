"""Minutes out of coarser candles, for data that has no one-minute candles.

A candle's price travels along its documented path (see `path`) with seeded noise on the way.
Minute prices stay within the candle's low and high, its extremes are reached in the minute in
which the path turns, and the minutes aggregate to exactly the candle they came from.
"""

import numpy as np

from enygma.sandbox.market.candles import MINUTE_MS, Candles, Floats
from enygma.sandbox.market.noise import spread_lots

# Size of the noise as a share of the candle's range over the root of its minutes: that of a
# random walk of the same range.
_NOISE_SHARE = 0.8
_WICK_SHARE = 0.3


def refine(candles: Candles, minutes: int, rng_draws: Floats, decimals: int) -> Candles:
    """One-minute candles of `candles`, each of which lasts `minutes`.

    `rng_draws` are standard normals of shape (3, candles, minutes); prices are rounded to
    `decimals` places.
    """
    if minutes == 1 or not len(candles):
        return candles
    knots = _knots(candles, minutes, rng_draws[0], decimals)
    opens, closes = knots[:, :-1], knots[:, 1:]
    highs, lows = _extremes(candles, opens, closes, rng_draws[1], decimals)
    moved = highs - lows + 1e-9 * candles.close[:, None]
    shares = moved * np.exp(0.3 * rng_draws[2])
    lots = spread_lots(candles.volume, shares / shares.sum(axis=1, keepdims=True))
    worth = candles.turnover / np.maximum(candles.volume, 1.0)
    ms = candles.ms[:, None] + MINUTE_MS * np.arange(minutes)
    return Candles(
        ms=ms.ravel(),
        open=opens.ravel(),
        high=highs.ravel(),
        low=lows.ravel(),
        close=closes.ravel(),
        volume=lots.ravel().astype(np.float64),
        turnover=(lots * worth[:, None]).ravel(),
    )


def _knots(candles: Candles, minutes: int, draws: Floats, decimals: int) -> Floats:
    """Prices where minutes meet: shape (candles, minutes + 1)."""
    times, prices = _waypoints(candles)
    grid = np.linspace(0.0, 1.0, minutes + 1)
    walk = np.concatenate((np.zeros((len(candles), 1)), np.cumsum(draws, axis=1)), axis=1)
    pinned = walk - _through(times, _sampled(walk, times), grid)
    size = _NOISE_SHARE * (candles.high - candles.low) / np.sqrt(minutes)
    knots = np.round(_through(times, prices, grid) + size[:, None] * pinned, decimals)
    knots = np.clip(knots, candles.low[:, None], candles.high[:, None])
    knots[:, 0], knots[:, -1] = candles.open, candles.close
    return np.asarray(knots)


def _extremes(
    candles: Candles, opens: Floats, closes: Floats, draws: Floats, decimals: int
) -> tuple[Floats, Floats]:
    """Highs and lows of the minutes; the candle's own are set where its path turns."""
    minutes, rows = opens.shape[1], np.arange(len(candles))
    wick = _WICK_SHARE * (candles.high - candles.low) / np.sqrt(minutes)
    above = np.round(np.abs(draws) * wick[:, None], decimals)
    highs = np.minimum(np.maximum(opens, closes) + above, candles.high[:, None])
    lows = np.maximum(np.minimum(opens, closes) - above[:, ::-1], candles.low[:, None])
    times, _ = _waypoints(candles)
    turns = np.clip((times[:, 1:3] * minutes).astype(np.int64), 0, minutes - 1)
    rising = candles.close >= candles.open
    highs[rows, np.where(rising, turns[:, 1], turns[:, 0])] = candles.high
    lows[rows, np.where(rising, turns[:, 0], turns[:, 1])] = candles.low
    return highs, lows


def _waypoints(candles: Candles) -> tuple[Floats, Floats]:
    """Times (0 to 1) and prices of the path's waypoints: two arrays (candles, 4)."""
    rising = candles.close >= candles.open
    first = np.where(rising, candles.low, candles.high)
    second = np.where(rising, candles.high, candles.low)
    prices = np.column_stack((candles.open, first, second, candles.close))
    reached = np.cumsum(np.abs(np.diff(prices, axis=1)), axis=1)
    whole = reached[:, -1:]
    flat = np.array([0.25, 0.75, 1.0])
    times = np.where(whole > 0.0, reached / np.where(whole > 0.0, whole, 1.0), flat)
    return np.concatenate((np.zeros((len(candles), 1)), times), axis=1), prices


def _through(times: Floats, values: Floats, grid: Floats) -> Floats:
    """Piecewise linear through (times, values), each (candles, 4), evaluated at `grid`."""
    result = np.repeat(values[:, :1], len(grid), axis=1)
    for leg in range(3):
        span = np.maximum(times[:, leg + 1] - times[:, leg], 1e-12)[:, None]
        share = np.clip((grid[None, :] - times[:, leg : leg + 1]) / span, 0.0, 1.0)
        result += share * (values[:, leg + 1] - values[:, leg])[:, None]
    return result


def _sampled(walk: Floats, times: Floats) -> Floats:
    """A walk given at equal steps, (candles, n + 1), read at `times` (candles, 4)."""
    steps = walk.shape[1] - 1
    position = times * steps
    left = np.minimum(position.astype(np.int64), steps - 1)
    share = position - left
    before = np.take_along_axis(walk, left, axis=1)
    after = np.take_along_axis(walk, left + 1, axis=1)
    return np.asarray(before + share * (after - before))
