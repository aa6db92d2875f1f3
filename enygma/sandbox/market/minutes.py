"""One-minute candles of a synthetic week: prices around its returns, and volume."""

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

import numpy as np

from enygma.sandbox.market.candles import MINUTE_MS, Candles, Floats
from enygma.sandbox.market.contract import Contract
from enygma.sandbox.market.hours import PairHours
from enygma.sandbox.market.noise import stream
from enygma.sandbox.market.profile import PairProfile
from enygma.sandbox.market.returns import MINUTES, MinuteReturns, draw_returns
from enygma.sandbox.market.ticks import all_on_tick

# How much of the last price's distance from the fair price the mark price does not follow.
_MARK_CALM = 0.35
_GAP_SHARE, _GAP_PROBABILITY = 0.09, 0.85
# A spread this many times the typical one is that of a jump.
_JUMP = 4.0
_MOST_SPREAD = 2.0
_TURNOVER_NOISE, _MOOD_SHARE, _CLUSTER_SHARE = 0.4, 1.5, 1.2
_USUAL_RANGE, _RANGE_SHARE = 2.0, 1.3
_LEAST_LOTS = 4.0


@dataclass(frozen=True, slots=True)
class Week:
    """A week of minutes: last price candles, mark price candles, premium over the index.

    `premium` has a value for the start of every minute and one for the week's end.
    """

    last: Candles
    mark: Candles
    premium: Floats


def draw_week(
    seed: int, profile: PairProfile, contract: Contract, every_hour: PairHours, week: int
) -> Week:
    """The minutes of the week that starts `week` weeks after 1970."""
    hours, rng = every_hour.week(week), stream(seed, f"{profile.pair} minutes", week)
    drawn = draw_returns(seed, profile, hours, week, rng)
    bounce = np.concatenate(([0.0], drawn.bounce))
    closes = hours.level[0] + np.concatenate(([0.0], np.cumsum(drawn.returns))) + bounce
    opens = closes[:-1] + _gaps(drawn, rng)
    rows = _candle_prices(opens, closes[1:], drawn.spread, rng, contract.tick_size)
    marks = _mark_prices(rows, closes, _MARK_CALM * bounce, contract.index_tick_size)
    volume = _lots(profile, contract, hours, drawn, rows, rng)
    turnover = volume * float(contract.multiplier) * rows.mean(axis=0)
    ms = MINUTE_MS * (week * MINUTES + np.arange(MINUTES, dtype=np.int64))
    nothing = np.zeros(MINUTES)
    return Week(
        last=Candles(ms, rows[0], rows[1], rows[2], rows[3], volume, turnover),
        mark=Candles(ms, marks[0], marks[1], marks[2], marks[3], nothing, nothing),
        premium=_by_minute(hours.premium),
    )


def _by_minute(hourly: Floats) -> Floats:
    return np.interp(np.arange(MINUTES + 1) / 60.0, np.arange(len(hourly)), hourly)


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


def _gaps(draws: MinuteReturns, rng: np.random.Generator) -> Floats:
    """How far a minute opens from the last close: usually a tick or two, more in a jump."""
    small = _GAP_SHARE * draws.typical * rng.standard_normal(MINUTES)
    small[rng.random(MINUTES) > _GAP_PROBABILITY] = 0.0
    jumping = draws.spread > _JUMP * draws.typical
    return np.asarray(small + np.where(jumping, rng.random(MINUTES) * draws.returns, 0.0))


def _candle_prices(
    opens: Floats, closes: Floats, spread: Floats, rng: np.random.Generator, tick: Decimal
) -> Floats:
    """Open, high, low, close (shape (4, minutes)) rounded to the tick.

    Extremes of a Brownian bridge between open and close: the maximum over its start is
    ``(d + sqrt(d^2 - 2 s^2 ln U)) / 2`` (Karatzas and Shreve 1991, 2.8), the minimum alike.
    """
    moved = closes - opens
    capped = np.minimum(spread, np.abs(moved) + _MOST_SPREAD * np.median(spread))
    above, below = -2.0 * capped**2 * np.log1p(-rng.random((2, MINUTES)))
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
    draws: MinuteReturns,
    rows: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Volume in lots: grows with volatility and with the minute's own range."""
    usual = profile.hourly_sigma / sqrt(60.0)
    mood = _MOOD_SHARE * np.log(draws.typical / usual) + _CLUSTER_SHARE * draws.cluster
    noise = np.repeat(hours.turnover_noise, 60)
    noise = noise + _TURNOVER_NOISE * rng.standard_normal(MINUTES)
    travelled = (np.log(rows[1] / rows[2]) / (_USUAL_RANGE * draws.typical)) ** _RANGE_SHARE
    price = np.sqrt(rows[3] * profile.centre)
    usual_lots = profile.minute_turnover / (float(contract.multiplier) * price)
    return np.asarray(
        np.maximum(_LEAST_LOTS, np.rint(usual_lots * np.exp(mood + noise) * travelled))
    )
